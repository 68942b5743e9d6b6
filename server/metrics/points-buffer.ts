import { type Columns, makeColumns, NO_POINTS, slice } from "#server/db/points/columns.ts";

/** Points of one metric in the order of logging. Takes no room before the first: most keys of a run have none in a batch. */
export class PointsBuffer {
  #room = NO_POINTS;
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(step: number, time: number, value: number) {
    if (this.#length === this.#room.step.length) this.#grow();
    this.#room.step[this.#length] = step;
    this.#room.time[this.#length] = time;
    this.#room.value[this.#length++] = value;
  }

  /** All that was added; it shares memory with the buffer, which is empty now. */
  take(): Columns {
    const taken = slice(this.#room, 0, this.#length);
    this.#length = 0;
    return taken;
  }

  #grow() {
    const larger = makeColumns(Math.max(64, 4 * this.#length));
    larger.step.set(this.#room.step);
    larger.time.set(this.#room.time);
    larger.value.set(this.#room.value);
    this.#room = larger;
  }
}
