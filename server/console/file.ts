import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** An output file while it is looked at; `bytesRead` says what that cost. */
export type OutputFile = {
  inode: number;
  size: number;
  bytesRead: number;
  read(offset: number, length: number): Buffer;
  close(): void;
};

/** Null when there is no such file yet. */
export function openOutput(path: string): OutputFile | null {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch {
    return null;
  }
  const { ino, size } = fstatSync(fd);
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
