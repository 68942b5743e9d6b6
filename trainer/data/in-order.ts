/**
 * Results of make(0), make(1), … in order, with `ahead` more of them under way; `make` gives null after the last one.
 * Ended early, it waits until what was under way is done.
 */
export async function* inOrder<T>(
  make: (index: number) => Promise<T> | null,
  ahead: number,
): AsyncGenerator<T, void, void> {
  const underWay: Promise<T>[] = [];
  let count = 0;
  let isLast = false;

  function start(): Promise<T> | null {
    const next = isLast ? null : make(count++);
    isLast = next === null;
    // One ahead may fail before anybody awaits it; the error is thrown when its turn comes.
    next?.catch(() => {});
    return next;
  }

  try {
    for (let current = start(); current; current = underWay.shift() ?? start()) {
      while (underWay.length < ahead && !isLast) {
        const next = start();
        if (next) underWay.push(next);
      }
      yield await current;
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}
