/** Aborts at SIGINT, SIGTERM, or when the process that started this one with a channel is gone. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  process.once("disconnect", () => controller.abort());
  return controller.signal;
}
