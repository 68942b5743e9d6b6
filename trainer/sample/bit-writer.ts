/** Bits, most significant first, as JPEG's entropy-coded data: a byte 0xff is followed by 0x00. */
export type BitWriter = {
  /** Append the lowest `count` (at most 16) bits of `value`. */
  put(value: number, count: number): void;
  /** Fill the last byte with ones; the bytes are a copy. */
  finish(): Uint8Array;
};

/** `capacity` is a first guess of the bytes needed; it grows. */
export function bitWriter(capacity: number): BitWriter {
  let bytes = new Uint8Array(capacity);
  let length = 0;
  let held = 0;
  let heldBits = 0;

  function push(byte: number): void {
    if (length + 2 > bytes.length) {
      const larger = new Uint8Array(bytes.length * 2 + 2);
      larger.set(bytes);
      bytes = larger;
    }
    bytes[length++] = byte;
    if (byte === 0xff) bytes[length++] = 0;
  }

  function put(value: number, count: number): void {
    held = (held << count) | value;
    heldBits += count;
    for (; heldBits >= 8; heldBits -= 8) push((held >>> (heldBits - 8)) & 255);
    held &= (1 << heldBits) - 1;
  }

  return {
    put,
    finish() {
      put(127, 7);
      return bytes.slice(0, length);
    },
  };
}
