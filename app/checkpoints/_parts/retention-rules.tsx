import { Autocomplete, NativeSelect, NumberInput, Switch } from "@mantine/core";
import { useTranslations } from "use-intl";
import { metricInfo } from "#trainer/contract/metrics.ts";
import styles from "./free-space.module.css";

/** The rules as they are being typed; a box that is empty or not a number is NaN. */
export type RuleEdits = {
  keepNewest: number;
  isBestKept: boolean;
  metric: string;
  goal: "low" | "high";
  count: number;
};

export const FIRST_RULES: RuleEdits = { keepNewest: 3, isBestKept: false, metric: "val/loss", goal: "low", count: 1 };

/** The rules as the API takes them; null while they cannot be. */
export function readRules({ keepNewest, isBestKept, metric, goal, count }: RuleEdits) {
  if (!isCount(keepNewest)) return null;
  if (!isBestKept) return { keepNewest };
  return isCount(count) && metric.trim() !== ""
    ? { keepNewest, keepBest: { metric: metric.trim(), goal, count } }
    : null;
}

type Props = { edits: RuleEdits; onEdits: (edits: RuleEdits) => void; metrics: readonly string[] };

export function RetentionRules({ edits, onEdits, metrics }: Props) {
  const t = useTranslations("checkpoints.free");
  const change = (part: Partial<RuleEdits>) => onEdits({ ...edits, ...part });
  return (
    <div className={styles.rules}>
      <NumberInput
        label={t("keepNewest")}
        {...COUNT}
        value={shown(edits.keepNewest)}
        onChange={(value) => change({ keepNewest: readCount(value) })}
        data-autofocus
      />
      <Switch
        label={t("keepBest")}
        checked={edits.isBestKept}
        onChange={(event) => change({ isBestKept: event.currentTarget.checked })}
      />
      {edits.isBestKept && (
        <div className={styles.best}>
          <Autocomplete
            size="xs"
            label={t("metric")}
            data={[...metrics]}
            value={edits.metric}
            onChange={(metric) => change({ metric, goal: metricInfo(metric)?.goal ?? edits.goal })}
          />
          <NativeSelect
            label={t("goal")}
            data={(["low", "high"] as const).map((goal) => ({ value: goal, label: t(goal) }))}
            value={edits.goal}
            onChange={(event) => change({ goal: event.currentTarget.value === "low" ? "low" : "high" })}
          />
          <NumberInput
            label={t("count")}
            {...COUNT}
            value={shown(edits.count)}
            onChange={(value) => change({ count: readCount(value) })}
          />
        </div>
      )}
    </div>
  );
}

const COUNT = { min: 0, max: 100_000, allowDecimal: false, allowNegative: false } as const;

function readCount(value: number | string): number {
  return value === "" ? Number.NaN : Number(value);
}

function shown(count: number): number | string {
  return Number.isNaN(count) ? "" : count;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= COUNT.min && value <= COUNT.max;
}
