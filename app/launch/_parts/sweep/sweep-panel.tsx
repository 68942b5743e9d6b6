import { Autocomplete, NumberInput, SegmentedControl, Switch } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { Field } from "#app/_form/field.ts";
import { METRICS, metricInfo } from "#trainer/contract/metrics.ts";
import { AddField } from "./add-field.tsx";
import type { PlanProblem } from "./build-plan.ts";
import styles from "./sweep.module.css";
import type { SweepEdits } from "./sweep-edits.ts";
import { SweepFieldRow } from "./sweep-field-row.tsx";
import { usePlanProblemText } from "./use-plan-problem-text.ts";

const METHODS = ["grid", "random", "halving"] as const;

type Props = {
  edits: SweepEdits;
  onEdits: (edits: SweepEdits) => void;
  /** Fields that a sweep may change, with the words for the values that they have now. */
  fields: readonly Field[];
  problems: Record<string, PlanProblem>;
  /** What the server says of a field. */
  refusals: Readonly<Record<string, string>>;
  onToggle: (path: string) => void;
};

/** What to try, how to choose, which metric decides, and when a run is not worth going on. */
export function SweepPanel({ edits, onEdits, fields, problems, refusals, onToggle }: Props) {
  const t = useTranslations("sweeps.form");
  const methods = useTranslations("sweeps.methods");
  const problemText = usePlanProblemText();
  const change = (part: Partial<SweepEdits>) => onEdits({ ...edits, ...part });
  const box = (name: "trials" | "seed" | "firstStep" | "eta" | "progressStep" | "progressBy", suffix?: string) => (
    <NumberInput
      label={t(name)}
      hideControls
      {...(suffix && { suffix })}
      value={edits[name]}
      error={problems[name] && problemText(problems[name])}
      onChange={(value) => change({ [name]: String(value) })}
    />
  );
  const paths = Object.keys(edits.fields);
  return (
    <section className={styles.panel} aria-label={t("title")}>
      <h2 className={styles.title}>{t("title")}</h2>
      {paths.length === 0 && <p className={styles.dim}>{t("noFields")}</p>}
      {paths.map((path) => (
        <SweepFieldRow
          key={path}
          path={path}
          field={fields.find((field) => field.path === path)}
          edit={edits.fields[path]!}
          isGrid={edits.method === "grid"}
          error={problems[path] ? problemText(problems[path]) : (refusals[path] ?? null)}
          onEdit={(edit) => change({ fields: { ...edits.fields, [path]: edit } })}
          onRemove={() => onToggle(path)}
        />
      ))}
      <AddField fields={fields} taken={paths} onAdd={onToggle} />
      <div className={styles.boxes}>
        <div className={styles.method}>
          <span className={styles.label} id="sweep-method">
            {t("method")}
          </span>
          <SegmentedControl
            size="xs"
            aria-labelledby="sweep-method"
            data={METHODS.map((method) => ({ value: method, label: methods(method) }))}
            value={edits.method}
            onChange={(value) => change({ method: METHODS.find((method) => method === value) ?? "grid" })}
          />
        </div>
        {edits.method !== "grid" && box("trials")}
        {edits.method !== "grid" && box("seed")}
        {edits.method === "halving" && box("firstStep")}
        {edits.method === "halving" && box("eta")}
      </div>
      <p className={styles.dim}>{t(`about.${edits.method}`)}</p>
      <div className={styles.boxes}>
        <Autocomplete
          size="xs"
          label={t("metric")}
          data={Object.keys(METRICS)}
          value={edits.metric}
          error={problems.metric && problemText(problems.metric)}
          onChange={(metric) => {
            const goal = metricInfo(metric)?.goal;
            change({ metric, ...(goal && { goal: goal === "low" ? "min" : "max" }) });
          }}
        />
        <div className={styles.method}>
          <span className={styles.label} id="sweep-goal">
            {t("goal")}
          </span>
          <SegmentedControl
            size="xs"
            aria-labelledby="sweep-goal"
            data={[
              { value: "min", label: t("lower") },
              { value: "max", label: t("higher") },
            ]}
            value={edits.goal}
            onChange={(goal) => change({ goal: goal === "max" ? "max" : "min" })}
          />
        </div>
      </div>
      <div className={styles.boxes}>
        <Switch
          className={styles.switch}
          label={t("notFinite")}
          checked={edits.notFinite}
          onChange={(event) => change({ notFinite: event.currentTarget.checked })}
        />
        {box("progressStep")}
        {box("progressBy", " %")}
      </div>
      <p className={styles.dim}>{t("progressAbout")}</p>
    </section>
  );
}
