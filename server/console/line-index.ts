import type { OutputFile } from "./file.ts";
import { type Cursor, copyCursor, makeRedrawn, rowsOf, type Segment, scan, segmentNow, startCursor } from "./scan.ts";

export type LineIndex = ReturnType<typeof makeLineIndex>;
/** `bytes` reads what the row shows, so much of it. */
export type OnShownRow = (row: number, segment: Segment, bytes: (limit: number) => Buffer) => void;

/**
 * Where the rows of an output are: a copy of the scan's cursor every thousand rows and every MiB, so that any row is
 * found by reading a little. Extended as the output grows; when it holds too many places, every second one goes.
 */
export function makeLineIndex({
  strideRows = 1000,
  strideBytes = 1024 * 1024,
  chunkBytes = 128 * 1024,
  maxMarks = 16_384,
  maxRedrawn = 50_000,
} = {}) {
  const cursor = startCursor();
  const redrawn = makeRedrawn(maxRedrawn);
  let marks: Cursor[] = [copyCursor(cursor)];
  let stride = { rows: strideRows, bytes: strideBytes };

  /** Read on, at most so many bytes. False: all that can be read has been. */
  function extend(file: OutputFile, maxBytes: number): boolean {
    const stopAt = Math.min(file.size, cursor.offset + maxBytes);
    while (cursor.offset < stopAt) {
      const chunk = file.read(cursor.offset, Math.min(chunkBytes, stopAt - cursor.offset));
      const from = cursor.offset;
      const end = from + chunk.length;
      for (let before = -1; cursor.offset < end && cursor.offset > before; ) {
        before = cursor.offset;
        const last = marks.at(-1)!;
        scan(cursor, chunk.subarray(before - from), { until: last.bottom + stride.rows, redrawn });
        if (cursor.bottom >= last.bottom + stride.rows || cursor.offset >= last.offset + stride.bytes) addMark();
      }
      // A torn escape sequence; at the end of the file, the rest of it has not been printed yet.
      if (cursor.offset === from) return end < file.size;
    }
    return cursor.offset < file.size;
  }

  function addMark() {
    marks.push(copyCursor(cursor));
    if (marks.length <= maxMarks) return;
    marks = marks.filter((_, i) => i % 2 === 0);
    stride = { rows: stride.rows * 2, bytes: stride.bytes * 2 };
  }

  /** The last place for which it is true; it must be true for the first places and false from some place on. */
  function lastMark(isBefore: (mark: Cursor) => boolean): Cursor {
    let low = 0;
    for (let high = marks.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (isBefore(marks[middle]!)) low = middle;
      else high = middle;
    }
    return marks[low]!;
  }

  /**
   * Tell of the rows from `from` on, up to and without `to`, until `onRow` says stop or so many bytes were read (one
   * row at least). Rows within bytes that `canSkip` are passed over. Returns the row that comes next.
   */
  function walk(
    file: OutputFile,
    {
      from,
      to,
      maxBytes,
      onRow,
      canSkip = () => false,
    }: { from: number; to: number; maxBytes: number; onRow: OnShownRow; canSkip?: (bytes: Buffer) => boolean },
  ): number {
    const last = Math.min(to, rowsOf(cursor));
    if (from >= last) return from;
    let at = copyCursor(lastMark((mark) => mark.bottom <= from));
    let next = from;
    const readAtStart = file.bytesRead;
    let chunk: Buffer = Buffer.alloc(0);
    let chunkAt = 0;
    let isSkipped = false;
    const tell = (row: number, passed: Segment) => {
      if (row < from || row >= last) return;
      const segment = shown(row) ?? passed;
      const isHere = segment.from >= chunkAt && segment.to <= chunkAt + chunk.length;
      if (!(isHere && isSkipped))
        onRow(row, segment, (limit) => {
          const end = Math.min(segment.to, segment.from + limit);
          return isHere
            ? chunk.subarray(segment.from - chunkAt, end - chunkAt)
            : file.read(segment.from, end - segment.from);
        });
      next = row + 1;
    };
    while (next < last && at.offset < cursor.offset) {
      if (next > from && file.bytesRead - readAtStart >= maxBytes) return next;
      // Nothing is read of a row's earlier drawings: the last place within the row knows what is needed.
      const { bottom, offset } = at;
      const further = lastMark((mark) => mark.bottom <= bottom);
      if (further.offset > offset) at = copyCursor(further);
      if (at.offset >= cursor.offset) break;
      const before = at.offset;
      chunkAt = before;
      chunk = file.read(before, Math.min(chunkBytes, cursor.offset - before));
      isSkipped = canSkip(chunk);
      scan(at, chunk, { until: last, redrawn: null, fullAt: redrawn.fullAt, onRow: tell });
      if (at.offset === before) return next; // The file was cut while it was read.
    }
    if (next < last && next === cursor.bottom) tell(next, segmentNow(cursor));
    return next;
  }

  /** What a row shows, where that is known without reading. */
  function shown(row: number): Segment | undefined {
    if (row === cursor.bottom - cursor.up) return segmentNow(cursor);
    return redrawn.rows.get(row);
  }

  /** The row in which the byte at an offset was printed. */
  function rowAt(file: OutputFile, offset: number): number {
    const wanted = Math.min(offset, cursor.offset);
    const at = copyCursor(lastMark((mark) => mark.offset <= wanted));
    while (at.offset < wanted) {
      const before = at.offset;
      const chunk = file.read(before, Math.min(chunkBytes, wanted - before));
      scan(at, chunk, { until: Number.POSITIVE_INFINITY, redrawn: null, fullAt: redrawn.fullAt });
      if (at.offset === before) break;
    }
    return at.bottom;
  }

  return {
    extend,
    walk,
    rowAt,
    get rows() {
      return rowsOf(cursor);
    },
    get offset() {
      return cursor.offset;
    },
    get places() {
      return marks.length;
    },
  };
}
