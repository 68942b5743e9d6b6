import type { Columns } from "#server/db/points/columns.ts";

/** Points of one metric in the order of logging. */
export class PointsBuffer {
  #room = allocate(64);
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
    const { step, time, value } = this.#room;
    const end = this.#length;
    this.#length = 0;
    return { step: step.subarray(0, end), time: time.subarray(0, end), value: value.subarray(0, end) };
  }

  #grow() {
    const larger = allocate(4 * this.#length);
    larger.step.set(this.#room.step);
    larger.time.set(this.#room.time);
    larger.value.set(this.#room.value);
    this.#room = larger;
  }
}

function allocate(length: number): Columns {
  return { step: new Float64Array(length), time: new Float64Array(length), value: new Float64Array(length) };
}
