import type { CSSProperties } from "react";
import { runColor } from "#app/_chart/color.ts";
import styles from "./run-dot.module.css";

/** A run's own colour, the same wherever the run is shown. */
export function RunDot({ runId }: { runId: string }) {
  const { light, dark } = runColor(runId);
  return <span aria-hidden className={styles.dot} style={{ "--light": light, "--dark": dark } as CSSProperties} />;
}
