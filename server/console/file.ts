import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** An output file while it is looked at; `bytesRead` says what that cost. */
export type OutputFile = {
  inode: number;
  size: number;
  bytesRead: number;
  read(offset: number, length: number): Buffer;
  close(): void;
};

// A run may put anything in its folder: a link that leads out of it is not followed, a pipe is not waited for.
const HOW = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Null when there is no such file yet, or it is none. */
export function openOutput(path: string): OutputFile | null {
  let fd: number;
  try {
    fd = openSync(path, HOW);
  } catch {
    return null;
  }
  const stats = fstatSync(fd);
  if (!stats.isFile()) {
    closeSync(fd);
    return null;
  }
  const { ino, size } = stats;
  const file: OutputFile = {
    inode: ino,
    size,
    bytesRead: 0,
    read(offset, length) {
      const bytes = Buffer.allocUnsafe(length);
      const read = readSync(fd, bytes, 0, length, offset);
      file.bytesRead += read;
      return bytes.subarray(0, read);
    },
    close: () => closeSync(fd),
  };
  return file;
}
