import { memo } from "react";
import { useTranslations } from "use-intl";
import type { ConsoleRow } from "#app/_trpc/rows.ts";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./console.module.css";
import { markHits } from "./mark-hits.ts";
import { spanLook } from "./span-look.ts";

export type LineLook = {
  search: string;
  matchCase: boolean;
  times: "off" | "clock" | "since";
  attempts: { attempt: number; row: number; startedAt: number }[];
};
type Props = {
  number: number;
  row: ConsoleRow | undefined;
  look: LineLook;
  onSelect: (line: number, isRange: boolean) => void;
};

/** One line: its number, when it came, its text in colours with what is searched for marked. */
export const ConsoleLine = memo(function ConsoleLine({ number, row, look, onSelect }: Props) {
  const t = useTranslations("run.console");
  const format = useFormat();
  const begun = look.attempts.length > 1 ? look.attempts.find(({ row: first }) => first === number - 1) : undefined;
  return (
    <>
      <span className={styles.gutter}>
        <a
          className={styles.lineNumber}
          href={`#L${number}`}
          aria-label={t("line", { line: number })}
          tabIndex={-1}
          onClick={(event) => {
            event.preventDefault();
            onSelect(number, event.shiftKey);
          }}
        >
          {number}
        </a>
        {look.times !== "off" && <TimeCell time={row?.time ?? null} line={number} look={look} />}
      </span>
      <span className={styles.text}>
        {row &&
          markHits(row.spans, look.search, look.matchCase).map(({ span, text, isHit }, i) => {
            const { className, style } = spanLook(span, styles);
            return (
              <span key={i} className={className} style={style}>
                {isHit ? <mark className={styles.hit}>{text}</mark> : text}
              </span>
            );
          })}
        {row && row.more > 0 && <span className={styles.more}>{t("more", { size: format.bytes(row.more) })}</span>}
      </span>
      {begun && <span className={styles.begun}>{t("attemptN", { attempt: begun.attempt })}</span>}
    </>
  );
});

function TimeCell({ time, line, look }: { time: number | null; line: number; look: LineLook }) {
  const t = useTranslations("run.console");
  const format = useFormat();
  if (time === null) return <span className={styles.time} />;
  const { startedAt } = look.attempts.findLast(({ row }) => row < line) ?? { startedAt: time };
  return (
    <time
      className={styles.time}
      dateTime={new Date(time).toISOString()}
      title={t("seenAt", { time: format.dateTime(time) })}
    >
      {look.times === "clock" ? format.clockSeconds(time) : `+${stopwatch(time - startedAt)}`}
    </time>
  );
}

/** 0:05, 12:30, 1:02:03 */
function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
