/** Modules of a torch.nn.ModuleList: a record with the keys "0", "1", …, which JavaScript keeps in this order. */
export function numbered<T>(count: number, make: (index: number) => T): Record<string, T> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}`, make(i)]));
}
