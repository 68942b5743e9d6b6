/** Aborts at SIGINT, SIGTERM, or when the process that started this one with a channel is gone. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  // "on", not "once": without a listener of ours, execa's own would let the first signal end the process.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => controller.abort());
  process.once("disconnect", () => controller.abort());
  return controller.signal;
}
