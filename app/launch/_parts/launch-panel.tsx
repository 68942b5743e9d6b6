"use client";

import { useTranslations } from "use-intl";
import type { Difference } from "#app/_form/differences.ts";
import { OriginalCommand } from "#app/_form/original-command.tsx";
import { OUR_RECIPE } from "#app/_format/launch-url.ts";
import { CommandBlock } from "#app/_ui/command-block.tsx";
import { Changes } from "./changes.tsx";
import { Estimate } from "./estimate.tsx";
import { Findings } from "./findings.tsx";
import { Identity } from "./identity.tsx";
import styles from "./launch.module.css";
import type { Source } from "./source.ts";
import type { Check } from "./use-check.ts";
import { useLaunch } from "./use-launch.ts";

type Props = {
  recipe: string;
  source: Source;
  config: Record<string, unknown>;
  changes: Difference[];
  errors: Record<string, string>;
  check: Check;
};

/** What will run, seen whole before it runs; it stays in view while the form scrolls. */
export function LaunchPanel({ recipe, source, config, changes, errors, check }: Props) {
  const t = useTranslations("launch");
  const launch = useLaunch({ recipe, source, config, errors });
  return (
    <aside className={styles.panel} aria-label={t("panel")}>
      <section className={styles.block}>
        <h2 className={styles.blockTitle}>{t(`changes.${source.kind}`)}</h2>
        <Changes changes={changes} />
      </section>
      <section className={styles.block}>
        <h2 className={styles.blockTitle}>{t("preflight")}</h2>
        <Findings check={check} errorCount={Object.keys(errors).length} />
        {check.data?.estimate && <Estimate estimate={check.data.estimate} />}
      </section>
      {check.data && check.data.command.length > 0 && (
        <section className={styles.block}>
          <h2 className={styles.blockTitle}>{t("command")}</h2>
          <CommandBlock command={check.data.command} />
          {recipe === OUR_RECIPE && <OriginalCommand config={config} />}
        </section>
      )}
      <Identity launch={launch} label={t("launch")} />
    </aside>
  );
}
