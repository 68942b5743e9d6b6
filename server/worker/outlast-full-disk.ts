const NO_ROOM = /^(ENOSPC|EDQUOT|SQLITE_FULL|SQLITE_IOERR_(WRITE|SHMSIZE))$/;
const SAY_AGAIN_MS = 60_000;

/** Does work that is done again soon. A full disk is said now and then, and waited out: the runs keep their worker. */
export function makeOutlaster({ say = console.error, steadyMs = () => performance.now() } = {}) {
  let saidAt = Number.NEGATIVE_INFINITY;
  return (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!NO_ROOM.test(String((error as NodeJS.ErrnoException).code))) throw error;
      if (steadyMs() - saidAt < SAY_AGAIN_MS) return;
      saidAt = steadyMs();
      say(`the disk is full, and nothing can be recorded until there is room: ${(error as Error).message}`);
    }
  };
}
