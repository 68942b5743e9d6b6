"use client";

import { useTranslations } from "use-intl";
import type { CheckAnswer } from "#app/_trpc/rows.ts";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./launch.module.css";

/** How long it takes here, and what it leaves on the disk. */
export function Estimate({ estimate }: { estimate: CheckAnswer["estimate"] }) {
  const t = useTranslations("launch");
  const format = useFormat();
  const { seconds, checkpoints, bytes } = estimate;
  const parts = [
    seconds === null ? t("unknownTime") : t("time", { time: format.duration(seconds) }),
    bytes === null
      ? t("checkpoints", { count: checkpoints })
      : t("checkpointsOfSize", { count: checkpoints, size: format.bytes(bytes) }),
  ];
  return <p className={`${styles.dim} numbers`}>{parts.join(" · ")}</p>;
}
