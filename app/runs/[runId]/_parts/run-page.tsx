"use client";

import { Button, Skeleton, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import { hasEnded } from "#app/_ui/run-state.ts";
import { Empty, Failed } from "#app/_ui/states.tsx";
import { useUrlParams } from "#app/_ui/use-url-params.ts";
import { ChartsTab } from "./charts-tab.tsx";
import { CheckpointsTab } from "./checkpoints-tab.tsx";
import { ConfigTab } from "./config-tab.tsx";
import { ConsoleTab } from "./console-tab.tsx";
import { FilesTab } from "./files-tab.tsx";
import { NotesTab } from "./notes-tab.tsx";
import { OverviewTab } from "./overview-tab.tsx";
import { RunHeader } from "./run-header.tsx";

const TABS = {
  overview: OverviewTab,
  charts: ChartsTab,
  console: ConsoleTab,
  checkpoints: CheckpointsTab,
  files: FilesTab,
  config: ConfigTab,
  notes: NotesTab,
} as const;
type Tab = keyof typeof TABS;

const ASK_AGAIN_MS = 5000;

/** One run: what it is doing in the header, everything it left in the tabs. The open tab is in the URL. */
export function RunPage({ runId }: { runId: string }) {
  const t = useTranslations("run");
  const trpc = useTRPC();
  const [params, setParams] = useUrlParams();
  const run = useQuery(
    trpc.runs.get.queryOptions(
      { id: runId },
      // A net below the live stream: an answer that was under way when a batch came may be older than the batch.
      { refetchInterval: ({ state }) => (state.data && hasEnded(state.data.status) ? false : ASK_AGAIN_MS) },
    ),
  );
  const asked = params.get("tab") ?? "overview";
  const tab: Tab = asked in TABS ? (asked as Tab) : "overview";
  // What the charts will ask once the run is there, in the same request and without a word of it here.
  const ahead = { enabled: tab === "overview" || tab === "charts", notifyOnChangeProps: [] };
  useQuery(trpc.metrics.keys.queryOptions({ runIds: [runId] }, ahead));
  useQuery(trpc.views.list.queryOptions(undefined, ahead));

  if (run.error?.data?.code === "NOT_FOUND" || run.error?.data?.code === "BAD_REQUEST")
    return (
      <Empty
        title={t("notFound", { id: runId })}
        action={
          <Button component={Link} href="/">
            {t("allRuns")}
          </Button>
        }
      />
    );
  if (run.isError && !run.data) return <Failed what={t("failed")} error={run.error} onRetry={() => run.refetch()} />;
  if (!run.data) return <RunSkeleton />;
  const Content = TABS[tab];
  return (
    <>
      <RunHeader run={run.data} />
      <Tabs
        value={tab}
        onChange={(next) => setParams({ tab: next === "overview" ? null : next, path: null })}
        keepMounted={false}
        mt={8}
      >
        <Tabs.List style={{ flexWrap: "nowrap", overflowX: "auto", overflowY: "hidden" }}>
          {(Object.keys(TABS) as Tab[]).map((name) => (
            <Tabs.Tab key={name} value={name} px={10} py={8}>
              {t(`tabs.${name}`)}
              {name === "notes" && run.data.noteCount > 0 && ` ${run.data.noteCount}`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} pt={8}>
          <Content run={run.data} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function RunSkeleton() {
  const t = useTranslations("run");
  return (
    <div role="status" aria-label={t("loading")} style={{ display: "grid", gap: 8 }}>
      <Skeleton height={32} width="50%" />
      <Skeleton height={48} />
      <Skeleton height={36} />
      <Skeleton height={540} />
    </div>
  );
}
