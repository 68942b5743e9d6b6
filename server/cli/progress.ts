export type Progress = {
  /** A line that stays. */
  say(line: string): void;
  /** A state that replaces the one before. Off a terminal it is a line of its own, once for every `mark`. */
  show(line: string, mark: string): void;
  /** Take the state away. */
  clear(): void;
};

const REDRAW_MS = 100;
const ERASE_LINE = "\r\x1b[2K";

/** Tell a person how far something is, on stderr. */
export function openProgress(stream: NodeJS.WriteStream): Progress {
  let shown: string | null = null;
  let writtenAt = 0;
  const clear = () => {
    if (shown !== null && stream.isTTY) stream.write(ERASE_LINE);
    shown = null;
  };
  return {
    clear,
    say(line) {
      clear();
      stream.write(`${line}\n`);
    },
    show(line, mark) {
      if (shown === mark && (!stream.isTTY || Date.now() - writtenAt < REDRAW_MS)) return;
      stream.write(stream.isTTY ? `${ERASE_LINE}${line}` : `${line}\n`);
      shown = mark;
      writtenAt = Date.now();
    },
  };
}
