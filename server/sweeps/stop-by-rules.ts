import { sql } from "drizzle-orm";
import type { Db, DbOrTx } from "#server/db/open.ts";
import { readPieces } from "#server/db/points/read.ts";
import { shownFor, shownParts, shownRanges } from "#server/db/points/shown.ts";
import { tablesOf } from "#server/db/points/tables.ts";
import { findNonFinite } from "#server/metrics/non-finite.ts";
import { askToStop } from "#server/runs/cancel.ts";
import { findRun } from "#server/runs/find.ts";
import { writeRun } from "#server/runs/write.ts";
import { canonicalMetric } from "#trainer/contract/metrics.ts";
import { type Mark, type MarkedMetric, readMark } from "./marks.ts";
import type { Objective, StoppedBy, SweepPlan } from "./plan.ts";
import { isLossLike, judgeProgress, judgeRung, rungsUpTo } from "./rules.ts";
import { stoppedSentence } from "./stopped-sentence.ts";

/** The first step at which there is something new to judge, by run: spares work, decides nothing. */
export type JudgedSoFar = Map<string, { attempt: number; next: number }>;

/** Ask every run to stop that a rule of its sweep stops. Returns their ids. A run is stopped by a rule once at most. */
export function stopByRules(
  db: Db,
  { judged = new Map(), now = Date.now() }: { judged?: JudgedSoFar; now?: number } = {},
) {
  const stopped: string[] = [];
  for (const { plan, ...run } of liveRuns(db)) {
    try {
      const by = judgeRun(db, { ...run, plan: JSON.parse(plan) as SweepPlan }, judged); // As createSweep wrote it.
      if (by && stopBy(db, { runId: run.id, attempt: run.attempt, by, now })) stopped.push(run.id);
    } catch (error) {
      // Points that cannot be read must not leave the other runs unjudged.
      console.error(`run ${run.id}: ${(error as Error).message}`);
    }
  }
  return stopped;
}

type LiveRun = { id: string; attempt: number; trial: number; sweepId: string };

/** Those that a rule may stop: a person may resume one that a rule has stopped, and it then goes on. */
function liveRuns(db: DbOrTx): (LiveRun & { plan: string })[] {
  return db.all(
    sql`SELECT runs.id, attempt, trial, sweep_id AS sweepId, plan FROM runs JOIN sweeps ON sweeps.id = sweep_id
        WHERE runs.status IN ('starting', 'running') AND stopped_by IS NULL AND remote = 0`,
  );
}

function judgeRun(db: Db, run: LiveRun & { plan: SweepPlan }, judged: JudgedSoFar): StoppedBy | null {
  const { stop, halving, method } = run.plan;
  const objective = { ...run.plan.objective, metric: canonicalMetric(run.plan.objective.metric) };
  const broken = stop.notFinite ? findBroken(db, run.id, objective) : null;
  if (broken) return broken;
  const own = markedMetrics(db, { objective, runId: run.id })[0];
  const known = judged.get(run.id);
  if (!own || (known && known.attempt === run.attempt && own.lastStep < known.next)) return null;
  let next = Number.POSITIVE_INFINITY;
  if (stop.noProgress) {
    const mark = readMark(db, own, { step: stop.noProgress.step, before: 1 });
    const by = mark && judgeProgress(mark, objective, stop.noProgress);
    if (by) return by;
    if (!mark) next = stop.noProgress.step;
  }
  if (method === "halving" && halving) {
    const rungs = rungsUpTo(own.lastStep, halving);
    for (const step of rungs) {
      const by = judgeAt(db, { run, own, objective, step, eta: halving.eta });
      if (by) return by;
    }
    next = Math.min(next, (rungs.at(-1) ?? halving.firstStep / halving.eta) * halving.eta);
  }
  judged.set(run.id, { attempt: run.attempt, next });
  return null;
}

type Rung = { run: LiveRun; own: MarkedMetric; objective: Objective; step: number; eta: number };

/** A run is compared with those alone that got to the rung before it, whenever that is looked at. */
function judgeAt(db: Db, { run, own, objective, step, eta }: Rung): StoppedBy | null {
  const mark = readMark(db, own, { step });
  if (!mark) return null;
  const earlier = markedMetrics(db, { objective, sweepId: run.sweepId, lastStep: step }).flatMap((other): Mark[] => {
    const its = other.runId === run.id ? null : readMark(db, other, { step });
    const wasFirst = its && (its.time < mark.time || (its.time === mark.time && other.trial < run.trial));
    return wasFirst ? [its] : [];
  });
  return judgeRung(mark, earlier, objective, { eta });
}

type Which = { objective: Objective; runId?: string; sweepId?: string; lastStep?: number };

/** The objective of a run, or of those runs of a sweep that have got to a step. */
function markedMetrics(db: DbOrTx, { objective: { metric, goal }, runId, sweepId, lastStep = 0 }: Which) {
  const which = runId === undefined ? sql`sweep_id = ${sweepId}` : sql`runs.id = ${runId}`;
  return db
    .all<{ runId: string; keyId: number; lastStep: number; trial: number }>(
      sql`SELECT runs.id AS runId, metric_keys.id AS keyId, last_step AS lastStep, trial
          FROM runs JOIN metric_keys ON run_id = runs.id AND metric_keys.key = ${metric}
          WHERE ${which} AND points > 0 AND last_step >= ${lastStep}`,
    )
    .map((row) => ({ ...row, metric, goal }));
}

/** The first value of a loss of a run that is not finite. */
function findBroken(db: Db, runId: string, objective: Objective): StoppedBy | null {
  const keys = db
    .all<{ id: number; key: string }>(
      sql`SELECT id, "key" FROM metric_keys WHERE run_id = ${runId} AND finite < points ORDER BY "key"`,
    )
    .filter(({ key }) => isLossLike(key, objective.metric));
  if (keys.length === 0) return null;
  const shown = shownRanges(db, runId);
  const found = keys.flatMap(({ id, key }) =>
    shownParts(tablesOf(db.$client), id, shownFor(key, shown)).flatMap((range) =>
      findNonFinite(db.$client, range, readPieces(db.$client, range, "groups"))
        .slice(0, 1)
        .map(({ step, value }): StoppedBy => ({ rule: "notFinite", metric: key, step, value })),
    ),
  );
  return found.sort((a, b) => a.step - b.step)[0] ?? null;
}

type Stop = { runId: string; attempt: number; by: StoppedBy; now: number };

/** Record the rule and ask the run to stop, together. False: it is no longer the run that was judged. */
function stopBy(db: Db, { runId, attempt, by, now }: Stop): boolean {
  return db.transaction(
    (tx) => {
      const run = findRun(tx, runId);
      const isSame = run.attempt === attempt && (run.status === "starting" || run.status === "running");
      if (!isSame || run.stoppedBy !== null) return false;
      askToStop(tx, { id: runId, at: now });
      writeRun(tx, runId, { stoppedBy: by, endReason: stoppedSentence(by).en });
      return true;
    },
    { behavior: "immediate" },
  );
}
