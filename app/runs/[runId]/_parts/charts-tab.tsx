"use client";

import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { readSettings, settingsParams } from "#app/_panels/chart-settings.ts";
import { ChartSettingsBar } from "#app/_panels/chart-settings-bar.tsx";
import { ExportMenu } from "#app/_panels/export-menu.tsx";
import { MetricPanel } from "#app/_panels/metric-panel.tsx";
import styles from "#app/_panels/panels.module.css";
import { isNamedSection, type PlannedPanel, planMainPanels, planOtherPanels } from "#app/_panels/plan-panels.ts";
import { useInfoNceReferences } from "#app/_panels/use-info-nce-references.ts";
import { useRunMarks } from "#app/_panels/use-run-marks.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { Empty, Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { useUrlParams } from "#app/_ui/use-url-params.ts";

/** Every metric of the run by section, with one set of chart settings. */
export function ChartsTab({ run }: { run: RunDetail }) {
  const t = useTranslations("charts");
  const trpc = useTRPC();
  const [params, setParams] = useUrlParams();
  const settings = readSettings(params);
  const [search, setSearch] = useState("");
  const keys = useQuery(trpc.metrics.keys.queryOptions({ runIds: [run.id] }));
  const marks = useRunMarks(run);
  const references = useInfoNceReferences(run.fullConfig);
  const { id, name, startedAt } = run;
  const runs = useMemo(() => [{ id, name, startedAt }], [id, name, startedAt]);

  if (keys.isError && !keys.data)
    return <Failed what={t("failed")} error={keys.error} onRetry={() => keys.refetch()} />;
  if (!keys.data) return <RowsSkeleton rows={8} height={64} />;
  const names = keys.data.map(({ key }) => key);
  if (names.length === 0) return <Empty title={t("none")} />;
  const wanted = search.trim().toLowerCase();
  const panels = [...planMainPanels(names), ...planOtherPanels(names)].filter((panel) =>
    panel.lines.some(({ key }) => key.toLowerCase().includes(wanted)),
  );
  return (
    <>
      <div className={styles.bar}>
        <TextInput
          leftSection={<IconSearch size={14} aria-hidden />}
          placeholder={t("search")}
          aria-label={t("search")}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <ChartSettingsBar settings={settings} onSettings={(next) => setParams(settingsParams(next))} />
        <ExportMenu runIds={[id]} />
      </div>
      {panels.length === 0 && <Empty title={t("noMatch")} />}
      {bySection(panels).map(([section, inSection]) => (
        <Fragment key={section}>
          <h2 className={styles.section}>{isNamedSection(section) ? t(`sections.${section}`) : section}</h2>
          <div className={styles.grid}>
            {inSection.map((panel) => (
              <MetricPanel
                key={panel.id}
                panel={panel}
                runs={runs}
                settings={settings}
                syncKey={`run-${id}`}
                references={panel.references ? references : undefined}
                marks={marks}
              />
            ))}
          </div>
        </Fragment>
      ))}
    </>
  );
}

function bySection(panels: PlannedPanel[]): [string, PlannedPanel[]][] {
  const sections = new Map<string, PlannedPanel[]>();
  for (const panel of panels) sections.set(panel.section, [...(sections.get(panel.section) ?? []), panel]);
  return [...sections];
}
