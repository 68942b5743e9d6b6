/** What every process of an attempt has in its environment: a trainer knows its run by it, and we know its processes. */
export function attemptEnv({ id, attempt }: { id: string; attempt: number }): Record<string, string> {
  return { VELA_RUN_ID: id, VELA_ATTEMPT: String(attempt) };
}
