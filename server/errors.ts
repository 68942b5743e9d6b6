export type ErrorCode = "NOT_FOUND" | "CONFLICT" | "BAD_REQUEST" | "PRECONDITION_FAILED" | "INTERNAL_SERVER_ERROR";

/** What HTTP answers for each. */
export const HTTP_STATUS: Record<ErrorCode, number> = {
  NOT_FOUND: 404,
  BAD_REQUEST: 400,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  INTERNAL_SERVER_ERROR: 500,
};

/** A mistake that a person can be told: a code, and one sentence with what was expected and what was found. */
export class DomainError extends Error {
  override name = "DomainError";
  readonly code: ErrorCode;
  readonly data: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, data: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** A state that cannot be; a fault of ours, not of the user's. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new DomainError("INTERNAL_SERVER_ERROR", message);
}
