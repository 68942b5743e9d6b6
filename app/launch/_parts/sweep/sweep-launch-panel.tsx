"use client";

import { useTranslations } from "use-intl";
import type { Difference } from "#app/_form/differences.ts";
import type { SweepPlanInput } from "#app/_trpc/rows.ts";
import { Changes } from "../changes.tsx";
import { Identity } from "../identity.tsx";
import styles from "../launch.module.css";
import type { Source } from "../source.ts";
import { SweepPreviewText } from "./sweep-preview-text.tsx";
import { useSweepLaunch } from "./use-sweep-launch.ts";
import type { Preview } from "./use-sweep-preview.ts";

type Props = {
  recipe: string;
  source: Source;
  config: Record<string, unknown>;
  plan: SweepPlanInput | null;
  changes: Difference[];
  preview: Preview;
};

/** What a sweep would be, seen whole before it runs. */
export function SweepLaunchPanel({ recipe, source, config, plan, changes, preview }: Props) {
  const t = useTranslations("launch");
  const sweeps = useTranslations("sweeps.preview");
  const launch = useSweepLaunch({ recipe, source, config, plan });
  const { data, isBusy } = preview;
  const isReady = plan !== null && !isBusy && data !== undefined && data.problems.length === 0;
  return (
    <aside className={styles.panel} aria-label={t("panel")}>
      <section className={styles.block}>
        <h2 className={styles.blockTitle}>{t(`changes.${source.kind}`)}</h2>
        <Changes changes={changes} />
      </section>
      <section className={styles.block} aria-busy={isBusy}>
        <h2 className={styles.blockTitle}>{sweeps("title")}</h2>
        <SweepPreviewText preview={preview} isEmpty={plan === null} />
      </section>
      <Identity
        launch={launch}
        label={isReady ? sweeps("launch", { count: data.runs }) : sweeps("launchNone")}
        hasNote={false}
        isReady={isReady}
      />
    </aside>
  );
}
