import { type CSSProperties, useMemo, useRef } from "react";
import { useTranslations } from "use-intl";
import { useWidth } from "#app/_chart/use-box.ts";
import type { SweepDetail } from "#app/_trpc/rows.ts";
import { AxisMarks } from "./axis-marks.tsx";
import { HEIGHT, yOf } from "./parallel-box.ts";
import { type Line, type Parallel, prepareParallel } from "./prepare-parallel.ts";
import styles from "./sweeps.module.css";

const SIDE = 56;
/** Axes closer together cannot be read: the picture scrolls. */
const LEAST_GAP = 96;
const HIT_PX = 14;

type Props = { sweep: SweepDetail; marked: string | null; onMark: (runId: string | null) => void };

/** Each run as a line over its fields to its objective; better ones stand out. */
export function ParallelCoordinates({ sweep, marked, onMark }: Props) {
  const t = useTranslations("sweeps.parallel");
  const parallel = useMemo(() => prepareParallel(sweep), [sweep]);
  const { metric } = sweep.objective;
  if (parallel.lines.length < 2) return <p className={styles.dim}>{t("wait", { metric })}</p>;
  return <Picture parallel={parallel} metric={metric} marked={marked} onMark={onMark} />;
}

type PictureProps = Omit<Props, "sweep"> & { parallel: Parallel; metric: string };

function Picture({ parallel, metric, marked, onMark }: PictureProps) {
  const t = useTranslations("sweeps.parallel");
  const box = useRef<HTMLDivElement>(null);
  const boxWidth = useWidth(box);
  const { axes, lines } = parallel;
  const width = Math.max(boxWidth, (axes.length - 1) * LEAST_GAP + 2 * SIDE);
  const xOf = (axis: number) => SIDE + (axis * (width - 2 * SIDE)) / (axes.length - 1);
  const last = lines.find(({ runId }) => runId === marked);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section ref={box} className={styles.scroll} tabIndex={0} aria-label={t("label", { metric })}>
      {boxWidth > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={t("label", { metric })}
          className={styles.parallel}
          data-marked={last !== undefined || undefined}
          onPointerMove={(event) => {
            const frame = event.currentTarget.getBoundingClientRect();
            onMark(nearestLine(parallel, xOf, event.clientX - frame.left, event.clientY - frame.top));
          }}
          onPointerLeave={() => onMark(null)}
        >
          {lines.map((line) => (
            <Path key={line.runId} line={line} xOf={xOf} />
          ))}
          {last && <Path line={last} xOf={xOf} isMarked />}
          {axes.map((axis, i) => (
            <AxisMarks
              key={axis.path ?? ""}
              axis={axis}
              x={xOf(i)}
              name={axis.path?.split(".").at(-1) ?? metric}
              isObjective={axis.path === null}
            />
          ))}
        </svg>
      )}
    </section>
  );
}

type PathProps = { line: Line; xOf: (axis: number) => number; isMarked?: boolean };

function Path({ line: { places, rank }, xOf, isMarked = false }: PathProps) {
  const d = places.map((place, i) => `${i === 0 ? "M" : "L"}${xOf(i).toFixed(1)},${yOf(place).toFixed(1)}`).join("");
  const look = { "--rank": `${Math.round(rank ** 2 * 100)}%` } as CSSProperties;
  return <path d={d} style={look} className={isMarked ? styles.markedLine : styles.line} />;
}

/** The run whose line passes close to a place of the picture; null where none does. */
function nearestLine({ axes, lines }: Parallel, xOf: (axis: number) => number, x: number, y: number): string | null {
  const share = ((x - SIDE) / (xOf(axes.length - 1) - SIDE)) * (axes.length - 1);
  const from = Math.min(axes.length - 2, Math.max(0, Math.floor(share)));
  const within = Math.min(1, Math.max(0, share - from));
  let nearest: string | null = null;
  let least = HIT_PX;
  // The better ones lie on top.
  for (const { runId, places } of lines) {
    const away = Math.abs(yOf(places[from]! + (places[from + 1]! - places[from]!) * within) - y);
    if (away > least) continue;
    least = away;
    nearest = runId;
  }
  return nearest;
}
