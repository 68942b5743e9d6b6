"use client";

import { useTranslations } from "use-intl";
import { exactNumber } from "#app/_format/number.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./run-header.module.css";

const NUMBERS = [
  { name: "loss", key: "train/loss" },
  { name: "valL1", key: "val/l1_loss" },
  { name: "accuracy", key: "train/action_accuracy", isShare: true },
  { name: "positive", key: "energy/positive", meaning: "positive" },
  { name: "negative", key: "energy/negative", meaning: "negative" },
  { name: "gap", key: "energy/gap", meaning: "gap" },
  { name: "lr", key: "optim/lr" },
] as const;

/** The last value of what matters most. */
export function KeyNumbers({ run }: { run: RunDetail }) {
  const t = useTranslations("run.numbers");
  const format = useFormat();
  const show = (value: number | string | undefined, isShare: boolean) =>
    isShare && typeof value === "number" ? format.percent(value) : format.number(value);
  return (
    <dl className={styles.numbers}>
      {NUMBERS.map((number) => {
        const value = run.summary[number.key];
        const isEnergy = number.key.startsWith("energy/");
        if (isEnergy && run.config.energy === false) return null;
        return (
          <div key={number.name}>
            <dt title={number.key}>{t(number.name)}</dt>
            <dd
              data-meaning={"meaning" in number ? number.meaning : undefined}
              title={value === undefined ? undefined : exactNumber(value)}
            >
              {show(value, "isShare" in number)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
