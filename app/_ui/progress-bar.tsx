import styles from "./progress-bar.module.css";

type Props = { value: number; max: number; label: string; tone?: "running" | "done" | "still"; height?: number };

/** A thin bar; `label` is what a screen reader says. */
export function ProgressBar({ value, max, label, tone = "running", height = 4 }: Props) {
  const share = max > 0 ? Math.min(1, value / max) : 0;
  return (
    <div
      className={styles.track}
      style={{ height }}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(value, max)}
    >
      <div className={styles.fill} data-tone={tone} style={{ width: `${share * 100}%` }} />
    </div>
  );
}
