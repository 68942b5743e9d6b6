"use client";

import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Mark, Reference } from "#app/_chart/paint-marks.ts";
import { Empty, RowsSkeleton } from "#app/_ui/states.tsx";
import { useUrlParams } from "#app/_ui/use-url-params.ts";
import { arrange, withSection } from "./arrangement.ts";
import { hasSeconds } from "./axis-for.ts";
import type { ChartedRun } from "./chart-series.ts";
import { readSettings, settingsParams } from "./chart-settings.ts";
import { ChartSettingsBar } from "./chart-settings-bar.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { PanelSection } from "./panel-section.tsx";
import styles from "./panels.module.css";
import { PanelsMenu } from "./panels-menu.tsx";
import type { PlannedPanel } from "./plan-panels.ts";
import { type PanelPage, useArrangement } from "./use-arrangement.ts";

type Props = {
  page: PanelPage;
  projectId: string;
  /** Every metric of the runs. */
  keys: readonly string[];
  planned: readonly PlannedPanel[];
  runs: readonly ChartedRun[];
  syncKey: string;
  /** Config fields that the runs can be grouped by. */
  fields?: readonly string[];
  /** Level lines of the InfoNCE chart. */
  references?: readonly Reference[];
  marks?: readonly Mark[];
};

/** Charts by section under one set of settings, arranged as the project's readers left them. */
export function ChartBoard({ page, projectId, keys, planned, runs, fields, ...charts }: Props) {
  const t = useTranslations("charts");
  const [params, setParams] = useUrlParams();
  // Of the machine's metrics the steps are seconds: none can be another metric's x.
  const axes = keys.filter((key) => !hasSeconds([key]));
  const settings = readSettings(params, axes);
  const [search, setSearch] = useState("");
  const [arrangement, setArrangement] = useArrangement(page, projectId);
  if (!arrangement) return <RowsSkeleton rows={8} height={64} />;
  const arranged = arrange(planned, arrangement);
  const wanted = search.trim().toLowerCase();
  const found = arranged.filter(({ name = "", lines }) =>
    [name, ...lines.map(({ key }) => key)].some((word) => word.toLowerCase().includes(wanted)),
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
        <ChartSettingsBar
          {...{ settings }}
          keys={axes}
          {...(fields && { fields })}
          onSettings={(next) => setParams(settingsParams(next))}
        />
        <PanelsMenu {...{ keys, planned, arrangement }} onArrangement={setArrangement} />
        <ExportMenu runIds={runs.map(({ id }) => id)} />
      </div>
      {found.length === 0 && <Empty title={t(arranged.length === 0 ? "allRemoved" : "noMatch")} />}
      {bySection(found).map(([section, panels]) => (
        <PanelSection
          key={section}
          {...{ section, panels, arranged, arrangement, runs, settings }}
          {...charts}
          // What is searched for is shown, folded or not.
          isOpen={wanted !== "" || !arrangement.closed.includes(section)}
          onOpen={(isOpen) => setArrangement(withSection(arrangement, section, isOpen))}
          onArrangement={setArrangement}
        />
      ))}
    </>
  );
}

function bySection(panels: readonly PlannedPanel[]): [string, PlannedPanel[]][] {
  const sections = new Map<string, PlannedPanel[]>();
  for (const panel of panels) sections.set(panel.section, [...(sections.get(panel.section) ?? []), panel]);
  return [...sections];
}
