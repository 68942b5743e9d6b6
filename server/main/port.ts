import { createServer } from "node:net";
import { DomainError } from "#server/errors.ts";

/** Throws CONFLICT, in one sentence, when an address cannot be listened on. */
export function expectFreePort({ host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", ({ code, message }: NodeJS.ErrnoException) => {
      const why = code === "EADDRINUSE" ? "is in use; stop the program that holds it, or set PORT to another one" : message;
      reject(new DomainError("CONFLICT", `port ${port} on ${host} ${why}`));
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
