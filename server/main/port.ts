import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "#server/errors.ts";

type Address = { host: string; port: number };

/** Throws CONFLICT, in one sentence, when an address cannot be listened on, nor a little later. */
export async function expectFreePort({ host, port }: Address, { patienceMs = 3_000 } = {}): Promise<void> {
  const givesUpAt = Date.now() + patienceMs;
  for (;;) {
    const why = await tryPort({ host, port });
    if (why === null) return;
    // The server of a start that was killed a moment ago may still be on its way out.
    if (Date.now() >= givesUpAt) throw new DomainError("CONFLICT", `port ${port} on ${host} ${why}`);
    await sleep(100);
  }
}

/** Null when the address is free, else why not. */
function tryPort({ host, port }: Address): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", ({ code, message }: NodeJS.ErrnoException) => {
      const inUse = "is in use; stop the program that holds it, or set PORT to another one";
      resolve(code === "EADDRINUSE" ? inUse : `cannot be listened on: ${message}`);
    });
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
