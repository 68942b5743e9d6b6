import { sparkPath } from "./spark-path.ts";

type Props = {
  /** Evenly spaced values; null is a gap. */
  values: readonly (number | null)[];
  width?: number;
  height?: number;
  color?: string;
  /** What it shows, for those who do not see it. Without it the line is decoration beside a number. */
  label?: string;
};

/** A line without axes, the size of a word. */
export function Sparkline({ values, width = 80, height = 20, color = "var(--vela-loss)", label }: Props) {
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label ?? ""}
      aria-hidden={!label}
    >
      <path
        d={sparkPath(values, { width, height })}
        fill="none"
        stroke={color}
        strokeWidth={1.5}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
