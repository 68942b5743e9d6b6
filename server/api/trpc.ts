import { initTRPC, TRPCError } from "@trpc/server";
import type { Client } from "#server/db/client.ts";
import { DomainError } from "#server/errors.ts";
import { wire } from "#trainer/contract/wire.ts";

const t = initTRPC.context<Client>().create({
  transformer: wire,
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 45_000 } },
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    message:
      error.cause instanceof Error && error.cause.name === "ZodError" ? inputSentence(error.cause) : shape.message,
    data: { ...shape.data, stack: undefined, details: error.cause instanceof DomainError ? error.cause.data : null },
  }),
});

export const router = t.router;
export const createCaller = t.createCallerFactory;

/** Every procedure: a DomainError keeps its code and its sentence. */
export const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  const cause = result.ok ? undefined : result.error.cause;
  if (cause instanceof DomainError) throw new TRPCError({ code: cause.code, message: cause.message, cause });
  return result;
});

/** The first thing that is wrong with an input, in one sentence. */
function inputSentence(error: Error): string {
  const [issue] = (error as Error & { issues: { path: PropertyKey[]; message: string }[] }).issues;
  return `${issue?.path.join(".") || "input"}: ${issue?.message}`;
}
