/** The data set, or what was asked of it, is at fault: one sentence that says what was expected and what was found. */
export class DataError extends Error {
  override name = "DataError";
}

/** What one record holds does not fit the description of its data set. Whoever knows its place makes it a `CorruptRecordError`. */
export class RecordError extends DataError {
  override name = "RecordError";
}

/** A record that fails a check. `nextOffset` is where reading can go on, absent when the length itself is not to be trusted. */
export class CorruptRecordError extends DataError {
  override name = "CorruptRecordError";
  readonly file: string;
  readonly offset: number;
  readonly nextOffset: number | undefined;

  constructor(file: string, offset: number, what: string, nextOffset?: number) {
    super(`corrupt record in ${file} at byte ${offset}: ${what}`);
    this.file = file;
    this.offset = offset;
    this.nextOffset = nextOffset;
  }
}
