"use client";

import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { buildConfig, type Edits } from "#app/_form/build-config.ts";
import { ConfigForm, type FieldFilter } from "#app/_form/config-form.tsx";
import { differences } from "#app/_form/differences.ts";
import { editsFrom } from "#app/_form/edits-from.ts";
import { allFields, canVary, type FieldGroup } from "#app/_form/field.ts";
import { useProblemText } from "#app/_form/use-problem-text.ts";
import { launchUrl, OUR_RECIPE } from "#app/_format/launch-url.ts";
import { useText } from "#app/_i18n/use-text.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { Recipe, SweepPreview } from "#app/_trpc/rows.ts";
import { PageHead } from "#app/_ui/page-head.tsx";
import type { Text } from "#trainer/contract/config/field.ts";
import type { TrainConfig } from "#trainer/contract/config.ts";
import { FormToolbar } from "./form-toolbar.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import styles from "./launch.module.css";
import { LaunchPanel } from "./launch-panel.tsx";
import { PresetCard } from "./preset-card.tsx";
import { NO_PRESET, type Source } from "./source.ts";
import { buildPlan } from "./sweep/build-plan.ts";
import { SweepLaunchPanel } from "./sweep/sweep-launch-panel.tsx";
import { SweepPanel } from "./sweep/sweep-panel.tsx";
import { asSweepField, useSweepEdits } from "./sweep/use-sweep-edits.ts";
import { useSweepPreview } from "./sweep/use-sweep-preview.ts";
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
  const sweeps = useTranslations("sweeps");
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
  const sweep = useSweepEdits();
  const fields = useMemo(() => allFields(groups, config).filter(canVary).map(asSweepField), [groups, config]);
  const built = useMemo(() => buildPlan(sweep.edits, fields), [sweep.edits, fields]);
  const presetName = source.preset?.name ?? null;
  const plan = sweep.isOn ? built.plan : null;
  const preview = useSweepPreview({ recipe: recipe.name, preset: presetName, config, plan });
  const check = useCheck(recipe.name, presetName, config);
  const local = Object.entries(problems).map(([path, problem]) => [path, problemText(problem)] as const);
  const errors: Record<string, string> = {
    ...Object.fromEntries(check.data?.issues.map(({ path, message }) => [path, text(message)]) ?? []),
    ...Object.fromEntries(local),
  };
  const reasons = Object.fromEntries(source.preset?.why.map(({ path, reason }) => [path, text(reason)]) ?? []);

  return (
    <>
      <PageHead title={t("title")} about={text(recipe.label)}>
        <SegmentedControl
          size="xs"
          aria-label={sweeps("mode")}
          data={[
            { value: "one", label: sweeps("one") },
            { value: "many", label: sweeps("many") },
          ]}
          value={sweep.isOn ? "many" : "one"}
          onChange={(value) => sweep.setOn(value === "many")}
        />
      </PageHead>
      <div className={styles.layout}>
        <div className={styles.form}>
          <PresetCard recipe={recipe} source={source} />
          {sweep.isOn && (
            <SweepPanel
              edits={sweep.edits}
              onEdits={sweep.setEdits}
              fields={fields}
              problems={built.problems}
              refusals={refusalsOf(preview.data, text)}
              onToggle={(path) => sweep.toggle(path, config)}
            />
          )}
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
            sweep={
              sweep.isOn
                ? { isTried: (path) => path in sweep.edits.fields, onToggle: (path) => sweep.toggle(path, config) }
                : undefined
            }
          />
        </div>
        {sweep.isOn ? (
          <SweepLaunchPanel
            recipe={recipe.name}
            source={source}
            config={config}
            plan={plan}
            changes={changes}
            preview={preview}
          />
        ) : (
          <LaunchPanel
            recipe={recipe.name}
            source={source}
            config={config}
            changes={changes}
            errors={errors}
            check={check}
          />
        )}
      </div>
    </>
  );
}

const NONE = {};

/** What the server says of fields that the sweep tries, the first of each. */
function refusalsOf(preview: SweepPreview | undefined, text: (message: Text) => string): Record<string, string> {
  const told = preview?.problems.flatMap(({ path, message }) => (path === null ? [] : [[path, text(message)]])) ?? [];
  return Object.fromEntries(told.reverse());
}
