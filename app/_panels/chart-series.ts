import { groupSeries, type Spread } from "#app/_chart/group-series.ts";
import { joinX } from "#app/_chart/join-x.ts";
import type { ChartSeries, XKind } from "#app/_chart/prepare-series.ts";
import type { SeriesData } from "#app/_trpc/rows.ts";
import type { PlannedLine } from "./plan-panels.ts";

export type ChartedRun = {
  id: string;
  name: string;
  startedAt: number | null;
  /** Runs of one group can be drawn as one line. */
  group?: string | undefined;
};

export type SeriesPlan = {
  lines: readonly PlannedLine[];
  runs: readonly ChartedRun[];
  labelOf: (key: string) => string;
  xKind: XKind;
  xKey: string | null;
  /** What a group's band shows; null: every run is its own line. */
  spread: Spread | null;
};

/**
 * What the API answers → the lines of a chart. Lines of one run are named by metric, lines of several by run or group; a
 * val/ line is dashed either way.
 */
export function chartSeries(data: readonly SeriesData[], plan: SeriesPlan): ChartSeries[] {
  const { lines, runs, labelOf, xKind, xKey, spread } = plan;
  const isOneRun = runs.length === 1;
  const find = (runId: string, key: string) => data.find((one) => one.runId === runId && one.key === key);
  const nameOf = (line: PlannedLine, name: string) => {
    const isPlain = lines.length === 1 || (isPair(lines) && !line.isValidation);
    return isPlain ? name : `${name} · ${line.isValidation ? "val" : labelOf(line.key)}`;
  };
  const series = lines.flatMap((line) =>
    runs.flatMap((run): ChartSeries[] => {
      const found = find(run.id, line.key);
      if (!found || found.x.length === 0) return [];
      return [
        {
          id: `${run.id} ${line.key}`,
          label: isOneRun ? labelOf(line.key) : nameOf(line, run.name),
          identity: isOneRun && lines.length > 1 && !isPair(lines) ? line.key : run.id,
          meaning: isOneRun ? line.meaning : undefined,
          isValidation: line.isValidation,
          startedAt: run.startedAt,
          data: found,
          ...(xKey && { at: joinX(found, find(run.id, xKey)) }),
        },
      ];
    }),
  );
  if (spread === null || isOneRun) return series;
  const groups = new Map(runs.map(({ id, name, group }) => [id, group ?? name]));
  const lineOf = new Map(lines.map((line) => [line.key, line]));
  const groupOf = ({ data: { runId, key } }: ChartSeries) => {
    const group = groups.get(runId)!;
    return { id: group, label: nameOf(lineOf.get(key)!, group) };
  };
  return groupSeries(series, { xKind, groupOf, spread });
}

/** A metric and the same on held-out data. */
function isPair(lines: readonly PlannedLine[]): boolean {
  return lines.length === 2 && lines.filter(({ isValidation }) => isValidation).length === 1;
}
