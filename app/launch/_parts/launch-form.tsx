"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { buildConfig, type Edits } from "#app/_form/build-config.ts";
import { ConfigForm, type FieldFilter } from "#app/_form/config-form.tsx";
import { differences } from "#app/_form/differences.ts";
import { editsFrom } from "#app/_form/edits-from.ts";
import type { FieldGroup } from "#app/_form/field.ts";
import { useProblemText } from "#app/_form/use-problem-text.ts";
import { launchUrl, OUR_RECIPE } from "#app/_format/launch-url.ts";
import { useText } from "#app/_i18n/use-text.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { Recipe } from "#app/_trpc/rows.ts";
import { PageHead } from "#app/_ui/page-head.tsx";
import type { TrainConfig } from "#trainer/contract/config.ts";
import { FormToolbar } from "./form-toolbar.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import styles from "./launch.module.css";
import { LaunchPanel } from "./launch-panel.tsx";
import { PresetCard } from "./preset-card.tsx";
import { NO_PRESET, type Source } from "./source.ts";
import { useCheck } from "./use-check.ts";

type Props = {
  recipe: Recipe;
  groups: FieldGroup[];
  source: Source;
  edits: Edits;
  /** Edits of this source, or of the one with the given key. */
  onEdits: (edits: Edits, key?: string) => void;
};

export function LaunchForm({ recipe, groups, source, edits, onEdits }: Props) {
  const t = useTranslations("launch");
  const text = useText();
  const problemText = useProblemText();
  const trpc = useTRPC();
  const datasets = useQuery(trpc.datasets.list.queryOptions());
  const [filter, setFilter] = useState<FieldFilter>({ search: "", onlyChanged: false, withAdvanced: false });
  const router = useRouter();
  const isOurs = recipe.name === OUR_RECIPE;
  const [isImporting, setImporting] = useState(false);
  const importConfig = (imported: TrainConfig) => {
    setImporting(false);
    onEdits(editsFrom(groups, recipe.defaults, imported), NO_PRESET);
    router.replace(launchUrl(recipe.name, NO_PRESET), { scroll: false });
  };

  const { config, problems } = useMemo(() => buildConfig(groups, source.config, edits), [groups, source.config, edits]);
  const changes = useMemo(() => differences(groups, source.config, config), [groups, source.config, config]);
  const presetName = source.preset?.name ?? null;
  const check = useCheck(recipe.name, presetName, config);
  const local = Object.entries(problems).map(([path, problem]) => [path, problemText(problem)] as const);
  const errors: Record<string, string> = {
    ...Object.fromEntries(check.data?.issues.map(({ path, message }) => [path, text(message)]) ?? []),
    ...Object.fromEntries(local),
  };
  const reasons = Object.fromEntries(source.preset?.why.map(({ path, reason }) => [path, text(reason)]) ?? []);

  return (
    <>
      <PageHead title={t("title")} about={text(recipe.label)} />
      <div className={styles.layout}>
        <div className={styles.form}>
          <PresetCard recipe={recipe} source={source} />
          <FormToolbar
            filter={filter}
            onFilter={setFilter}
            changes={changes.length}
            onResetAll={() => onEdits({})}
            onImport={isOurs ? () => setImporting(true) : null}
          />
          <ImportDialog
            opened={isImporting}
            onClose={() => setImporting(false)}
            groups={groups}
            defaults={recipe.defaults}
            onApply={importConfig}
          />
          <ConfigForm
            groups={groups}
            base={source.config}
            config={config}
            edits={edits}
            errors={errors}
            reasons={reasons}
            suggestions={isOurs ? { "data.datasetName": datasets.data?.map(({ name }) => name) ?? [] } : NONE}
            filter={filter}
            onEdit={(path, raw) => onEdits({ ...edits, [path]: raw })}
            onReset={(path) => onEdits(Object.fromEntries(Object.entries(edits).filter(([key]) => key !== path)))}
          />
        </div>
        <LaunchPanel
          recipe={recipe.name}
          source={source}
          config={config}
          changes={changes}
          errors={errors}
          check={check}
        />
      </div>
    </>
  );
}

const NONE = {};
