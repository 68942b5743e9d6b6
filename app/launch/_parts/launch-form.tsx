"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { buildConfig, type Edits } from "#app/_form/build-config.ts";
import { ConfigForm, type FieldFilter } from "#app/_form/config-form.tsx";
import { differences } from "#app/_form/differences.ts";
import type { FieldGroup } from "#app/_form/field.ts";
import { useProblemText } from "#app/_form/use-problem-text.ts";
import { useText } from "#app/_i18n/use-text.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { Recipe } from "#app/_trpc/rows.ts";
import { PageHead } from "#app/_ui/page-head.tsx";
import { FormToolbar } from "./form-toolbar.tsx";
import styles from "./launch.module.css";
import { LaunchPanel } from "./launch-panel.tsx";
import { PresetCard } from "./preset-card.tsx";
import type { Source } from "./source.ts";
import { useCheck } from "./use-check.ts";

type Props = { recipe: Recipe; groups: FieldGroup[]; source: Source };

export function LaunchForm({ recipe, groups, source }: Props) {
  const t = useTranslations("launch");
  const text = useText();
  const problemText = useProblemText();
  const trpc = useTRPC();
  const datasets = useQuery(trpc.datasets.list.queryOptions());
  const [filter, setFilter] = useState<FieldFilter>({ search: "", onlyChanged: false, withAdvanced: false });
  // Edits belong to what they were made on: another preset starts clean.
  const [edited, setEdited] = useState<{ key: string; edits: Edits }>({ key: source.key, edits: {} });
  const edits = edited.key === source.key ? edited.edits : NO_EDITS;
  const setEdits = (next: Edits) => setEdited({ key: source.key, edits: next });

  const { config, problems } = useMemo(() => buildConfig(groups, source.config, edits), [groups, source.config, edits]);
  const changes = useMemo(() => differences(groups, source.config, config), [groups, source.config, config]);
  const presetName = source.preset?.name ?? null;
  const check = useCheck(recipe.name, presetName, config);
  const local = Object.entries(problems).map(([path, problem]) => [path, problemText(problem)] as const);
  const errors: Record<string, string> = {
    ...Object.fromEntries(check.data?.issues.map(({ path, message }) => [path, message]) ?? []),
    ...Object.fromEntries(local),
  };
  const reasons = Object.fromEntries(source.preset?.why.map(({ path, reason }) => [path, text(reason)]) ?? []);

  return (
    <>
      <PageHead title={t("title")} about={text(recipe.label)} />
      <div className={styles.layout}>
        <div className={styles.form}>
          <PresetCard recipe={recipe} source={source} />
          <FormToolbar filter={filter} onFilter={setFilter} changes={changes.length} onResetAll={() => setEdits({})} />
          <ConfigForm
            groups={groups}
            base={source.config}
            config={config}
            edits={edits}
            errors={errors}
            reasons={reasons}
            suggestions={{ "data.datasetName": datasets.data?.map(({ name }) => name) ?? [] }}
            filter={filter}
            onEdit={(path, raw) => setEdits({ ...edits, [path]: raw })}
            onReset={(path) => setEdits(Object.fromEntries(Object.entries(edits).filter(([key]) => key !== path)))}
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

const NO_EDITS: Edits = {};
