export type Progress = {
  /** A line that stays. */
  say(line: string): void;
  /** A state that replaces the one before. Off a terminal it is a line of its own, once for every `mark`. */
  show(line: string, mark: string): void;
  /** Take the state away. */
  clear(): void;
};

const ERASE_LINE = "\r\x1b[2K";

/** Tell a person how far something is, on stderr. */
export function openProgress(stream: NodeJS.WriteStream): Progress {
  let shown: string | null = null;
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
      if (stream.isTTY) stream.write(`${ERASE_LINE}${line}`);
      else if (mark !== shown) stream.write(`${line}\n`);
      shown = mark;
    },
  };
}
