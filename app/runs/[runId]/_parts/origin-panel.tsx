"use client";

import { Select, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail, RunOrigin } from "#app/_trpc/rows.ts";
import { inlineUrl } from "#app/_ui/file-url.ts";
import { Panel } from "#app/_ui/panel.tsx";
import { Failed } from "#app/_ui/states.tsx";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./config.module.css";
import { type Fact, Facts } from "./facts.tsx";
import { ParentDifferences } from "./parent-differences.tsx";

type Origin = NonNullable<RunOrigin["origin"]>;

/** What an attempt was started with and on: code, machine, libraries, data. */
export function OriginPanel({ run }: { run: RunDetail }) {
  const t = useTranslations("run.origin");
  const trpc = useTRPC();
  const [chosen, setChosen] = useState<number | null>(null);
  const attempt = chosen ?? run.attempt;
  const found = useQuery(
    trpc.runs.origin.queryOptions(
      { id: run.id, ...(attempt > 0 && { attempt }) },
      // The data's hash follows when its files have been read.
      { refetchInterval: ({ state }) => (state.data?.origin?.data.some(isPending) ? 5_000 : false) },
    ),
  );
  const picker = run.attempt > 1 && (
    <Select
      aria-label={t("attempt")}
      w={130}
      allowDeselect={false}
      value={String(attempt)}
      onChange={(value) => setChosen(Number(value))}
      data={Array.from({ length: run.attempt }, (_, i) => ({
        value: String(i + 1),
        label: t("attemptNumber", { attempt: i + 1 }),
      }))}
    />
  );
  if (found.isError && !found.data)
    return <Failed what={t("failed")} error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={220} />;
  const { origin, diff, engine, parent } = found.data;
  return (
    <>
      {parent && <ParentDifferences id={run.id} parent={parent} />}
      <Panel title={t("title")} actions={picker}>
        {origin ? (
          <OriginFacts run={run} origin={origin} diff={diff} engine={engine} />
        ) : (
          <p className={styles.none}>{t(run.attempt === 0 ? "notYet" : "none")}</p>
        )}
      </Panel>
    </>
  );
}

type FactsProps = Pick<RunOrigin, "diff" | "engine"> & { run: RunDetail; origin: Origin };

function OriginFacts({ run, origin, diff, engine }: FactsProps) {
  const t = useTranslations("run.origin");
  const format = useFormat();
  const { machine, software, gpus, data } = origin;
  const given = gpus.all.filter(({ index }) => gpus.given.includes(index));
  const packages = { ...software.packages, ...software.python?.packages };
  return (
    <>
      <Facts
        facts={[
          ...codeFacts(t, format, { run, origin, diff }),
          [
            t("lock"),
            software.lock && `${software.lock.file} ${software.lock.sha256.slice(0, 12)}`,
            software.lock?.sha256,
          ],
          [t("folder"), origin.cwd],
          [t("machine"), `${machine.host} · ${machine.system}, ${machine.kernel} ${machine.arch}`],
          [
            t("cpu"),
            t("cpuText", { model: machine.cpu, cores: machine.cores, memory: format.bytes(machine.memoryBytes) }),
          ],
          [
            t("gpus"),
            given.length > 0
              ? given.map(({ index, name }) => `${index}: ${name}`).join("; ")
              : t(gpus.all.length > 0 ? "noneOfGpus" : "noGpus", { count: gpus.all.length }),
          ],
          ...(given[0] ? [[t("driver"), given[0].driver] as Fact] : []),
          ...(run.recipe === "vla-energy"
            ? [[t("engine"), engine && `${engine.name} (${engine.reason})`] as Fact]
            : []),
          [t("node"), software.node],
          ...(software.python
            ? [[t("python"), `${software.python.version} (${software.python.program})`] as Fact]
            : []),
          ...data.map(
            (set): Fact => [t("data", { name: set.name }), dataText(t, format, set), set.sha256 ?? set.folder],
          ),
        ]}
      />
      {Object.keys(packages).length > 0 && (
        <details className={styles.more}>
          <summary>{t("libraries", { count: Object.keys(packages).length })}</summary>
          <Facts facts={Object.entries(packages)} />
        </details>
      )}
      <details className={styles.more}>
        <summary>{t("environment", { count: Object.keys(origin.environment).length })}</summary>
        <Facts facts={Object.entries(origin.environment)} />
      </details>
    </>
  );
}

type Text = ReturnType<typeof useTranslations<"run.origin">>;
type Format = ReturnType<typeof useFormat>;

function codeFacts(t: Text, format: Format, { run, origin, diff }: Omit<FactsProps, "engine">): Fact[] {
  const { code } = origin;
  if (code.state === "none") return [[t("commit"), t("noGit", { reason: code.reason })]];
  const changes =
    code.diff === null ? (
      t(code.changed === 0 ? "unchanged" : "changedUnread", { count: code.changed })
    ) : diff ? (
      <a href={inlineUrl(run.id, diff)} target="_blank" rel="noreferrer">
        {t("changed", { count: code.changed, size: format.bytes(code.diff.bytes) })}
      </a>
    ) : (
      t("changedTooLarge", { count: code.changed, size: format.bytes(code.diff.bytes) })
    );
  return [
    [
      t("commit"),
      code.commit ? `${code.commit.slice(0, 12)}${code.branch ? ` (${code.branch})` : ""}` : t("noCommit"),
      code.commit,
    ],
    [t("changes"), changes],
    ...(code.untracked.count > 0
      ? [[t("untracked"), t("untrackedText", { count: code.untracked.count }), code.untracked.names.join("\n")] as Fact]
      : []),
    ...(code.remote ? [[t("remote"), code.remote] as Fact] : []),
  ];
}

function dataText(t: Text, format: Format, { files, bytes, state, sha256 }: Origin["data"][number]): string {
  const size = t("dataSize", { count: files, size: format.bytes(bytes) });
  return `${size} · ${state === "hashed" ? `sha256 ${sha256?.slice(0, 12)}` : t(`dataState.${state}`)}`;
}

function isPending({ state }: Origin["data"][number]): boolean {
  return state === "pending";
}
