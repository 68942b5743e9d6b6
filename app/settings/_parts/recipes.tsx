"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { launchUrl } from "#app/_format/launch-url.ts";
import { useText } from "#app/_i18n/use-text.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import { HoverLink } from "#app/_ui/hover-link.tsx";
import { Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import styles from "./settings.module.css";

/** The folder of people's own recipes, what is in it, and what is broken. */
export function Recipes() {
  const t = useTranslations("settings.recipes");
  const text = useText();
  const trpc = useTRPC();
  const folder = useQuery(trpc.recipes.folder.queryOptions());
  if (folder.isError && !folder.data)
    return <Failed what={t("failed")} error={folder.error} onRetry={() => folder.refetch()} />;
  if (!folder.data) return <RowsSkeleton rows={2} height={26} />;
  const { recipes, broken } = folder.data;
  return (
    <>
      <dl className={styles.facts}>
        <div>
          <dt>{t("folder")}</dt>
          <dd className="numbers">{folder.data.folder}</dd>
        </div>
        {recipes.map(({ name, label, file }) => (
          <div key={file}>
            <dt>{file}</dt>
            <dd>
              <HoverLink href={launchUrl(name)}>{text(label)}</HoverLink>
            </dd>
          </div>
        ))}
        {broken.map(({ file, reason }) => (
          <div key={file}>
            <dt>{t("broken")}</dt>
            <dd className={styles.bad}>{text(reason)}</dd>
          </div>
        ))}
      </dl>
      {recipes.length === 0 && broken.length === 0 && <p className={styles.text}>{t("none")}</p>}
    </>
  );
}
