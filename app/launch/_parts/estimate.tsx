"use client";

import { useLocale, useTranslations } from "use-intl";
import type { CheckAnswer } from "#app/_trpc/rows.ts";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./launch.module.css";

/** How much is trained, how long it takes here, and what it leaves on the disk. */
export function Estimate({ estimate }: { estimate: NonNullable<CheckAnswer["estimate"]> }) {
  const t = useTranslations("launch");
  const format = useFormat();
  const magnitude = new Intl.NumberFormat(useLocale(), { notation: "compact", maximumSignificantDigits: 3 });
  const { seconds, checkpoints, checkpointsKept, bytes, parameters, trainedParameters } = estimate;
  const size = format.bytes(bytes);
  const parts = [
    t("parameters", { all: magnitude.format(parameters), trained: magnitude.format(trainedParameters) }),
    seconds === null ? t("unknownTime") : t("time", { time: format.duration(seconds) }),
    checkpointsKept < checkpoints
      ? t("checkpointsKept", { count: checkpoints, kept: checkpointsKept, size })
      : t("checkpointsOfSize", { count: checkpoints, size }),
  ];
  return <p className={`${styles.dim} numbers`}>{parts.join(" · ")}</p>;
}
