/** What the header of a JPEG or PNG states; null when there is no such header. `bits`: of one colour's value. */
export function imageSize(encoded: Uint8Array): { width: number; height: number; bits: number } | null {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  if (encoded.length >= 25 && view.getUint32(0) === 0x89504e47) {
    return { width: view.getUint32(16), height: view.getUint32(20), bits: encoded[24]! };
  }
  if (encoded.length < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 <= encoded.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker < 0xff00) return null;
    // Start-of-frame markers are c0–cf, except the tables c4, c8 and cc.
    if (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5), bits: encoded[at + 4]! };
    }
  }
  return null;
}
