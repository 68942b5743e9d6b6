/** `now` is the calendar's time in milliseconds, which may jump; `steadyMs` only ever grows, from no known beginning. */
export type Clock = { now(): number; steadyMs(): number };

export const SYSTEM_CLOCK: Clock = { now: () => Date.now(), steadyMs: () => performance.now() };
