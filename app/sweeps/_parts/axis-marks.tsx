import { useTranslations } from "use-intl";
import { useValueText } from "#app/_form/use-value-text.ts";
import { useFormat } from "#app/_ui/use-format.ts";
import { BOTTOM, HEIGHT, TOP, yOf } from "./parallel-box.ts";
import type { Axis } from "./prepare-parallel.ts";
import styles from "./sweeps.module.css";

type Props = { axis: Axis; x: number; name: string; isObjective: boolean };

/** An axis with its name and its values. */
export function AxisMarks({ axis: { path, ticks, isLog }, x, name, isObjective }: Props) {
  const t = useTranslations("sweeps.form");
  const format = useFormat();
  const valueText = useValueText();
  return (
    <g className={styles.axis}>
      <text x={x} y={14} textAnchor="middle" className={isObjective ? styles.objective : styles.axisName}>
        <title>{path ?? name}</title>
        {isLog ? `${name} (${t("log")})` : name}
      </text>
      <line x1={x} x2={x} y1={TOP} y2={HEIGHT - BOTTOM} />
      {ticks.map(({ at, value }) => (
        <text key={String(value)} x={x + 6} y={yOf(at)} dominantBaseline="middle">
          {typeof value === "number" ? format.number(value) : valueText(value)}
        </text>
      ))}
    </g>
  );
}
