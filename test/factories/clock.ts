import { writeFileSync } from "node:fs";
import type { Clock } from "#server/worker/clock.ts";
import type { World } from "#server/worker/world.ts";

/**
 * A clock that a test sets. `jump` sets the calendar alone, `pass` lets time go by; the test programs that follow the
 * machine's clock (follow-clock.mjs) read by how many ms it is ahead in a file.
 */
export function setClock(world: World) {
  let ahead = 0;
  let passed = 0;
  const clock: Clock = { now: () => Date.now() + ahead, steadyMs: () => performance.now() + passed };
  world.clock = clock;
  const setAhead = (ms: number) => {
    ahead += ms;
    writeFileSync(`${world.paths.root}/clock-ahead`, String(ahead));
  };
  setAhead(0);
  return {
    now: clock.now,
    jump: setAhead,
    pass(ms: number) {
      setAhead(ms);
      passed += ms;
    },
  };
}
