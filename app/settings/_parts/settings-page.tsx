"use client";

import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { useChooseLocale } from "#app/_shell/language-switch.tsx";
import { SCHEMES } from "#app/_shell/theme-menu.tsx";
import { useTRPC } from "#app/_trpc/context.ts";
import { PageHead } from "#app/_ui/page-head.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { useFormat } from "#app/_ui/use-format.ts";
import { AlertSettings } from "./alerts/alert-settings.tsx";
import { MachineUsage } from "./machine-usage.tsx";
import { Recipes } from "./recipes.tsx";
import styles from "./settings.module.css";

const LANGUAGES = [
  { value: "en", label: "English" },
  { value: "zh-CN", label: "简体中文" },
] as const;

export function SettingsPage() {
  const t = useTranslations("settings");
  const alerts = useTranslations("alerts");
  return (
    <>
      <PageHead title={t("title")} />
      <div className={styles.page}>
        <Panel title={t("appearance")}>
          <Appearance />
        </Panel>
        <Panel title={t("machine")}>
          <Machine />
        </Panel>
        <Panel title={t("usage.title")}>
          <MachineUsage />
        </Panel>
        <Panel title={alerts("title")}>
          <AlertSettings />
        </Panel>
        <Panel title={t("recipes.title")}>
          <Recipes />
        </Panel>
        <Panel title={t("about")}>
          <p className={styles.text}>{t("aboutText")}</p>
        </Panel>
      </div>
    </>
  );
}

function Appearance() {
  const t = useTranslations("settings");
  const theme = useTranslations("shell.theme");
  const locale = useLocale();
  const chooseLocale = useChooseLocale();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // The server does not know what this browser has chosen.
  const isMounted = useMounted();
  return (
    <dl className={styles.facts}>
      <div>
        <dt>{t("language")}</dt>
        <dd>
          <SegmentedControl
            size="xs"
            aria-label={t("language")}
            data={LANGUAGES.map((language) => ({ ...language }))}
            value={locale}
            onChange={(value) => {
              const chosen = LANGUAGES.find((language) => language.value === value);
              if (chosen) chooseLocale(chosen.value);
            }}
          />
        </dd>
      </div>
      <div>
        <dt>{t("theme")}</dt>
        <dd>
          <SegmentedControl
            size="xs"
            aria-label={t("theme")}
            data={SCHEMES.map(({ scheme }) => ({ value: scheme, label: theme(scheme) }))}
            value={isMounted ? colorScheme : "auto"}
            onChange={(value) => setColorScheme(value as typeof colorScheme)}
          />
        </dd>
      </div>
    </dl>
  );
}

function Machine() {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const format = useFormat();
  const info = useQuery(trpc.system.info.queryOptions());
  if (info.isError && !info.data)
    return <Failed what={t("failed")} error={info.error} onRetry={() => info.refetch()} />;
  if (!info.data) return <RowsSkeleton rows={6} height={26} />;
  const { version, node, platform, cpus, memoryBytes, freeMemoryBytes, diskFreeBytes, dataDir, engine, worker } =
    info.data;
  const facts: [string, string][] = [
    [t("version"), version],
    [t("node"), node],
    [t("platform"), platform],
    [t("cpus"), format.count(cpus)],
    [t("memory"), t("freeOf", { free: format.bytes(freeMemoryBytes), total: format.bytes(memoryBytes) })],
    [t("disk"), format.bytes(diskFreeBytes)],
    [t("dataDir"), dataDir],
    [t("engine"), engine ? `${engine.name} – ${engine.reason}` : t("engineUnknown")],
    [t("worker"), worker.alive ? t("workerAlive", { pid: String(worker.pid ?? "–") }) : t("workerDead")],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="numbers">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
