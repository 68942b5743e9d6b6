const REST_MS = 80;
const waiting = new Map<object, () => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Do it once the pointer rests: what ten charts have to write in a frame takes longer than the frame. Asked again
 * meanwhile, only the newest is done.
 */
export function atRest(owner: object, work: () => void) {
  waiting.set(owner, work);
  clearTimeout(timer);
  timer = setTimeout(() => requestAnimationFrame(doAll), REST_MS);
}

export function forgetRest(owner: object) {
  waiting.delete(owner);
}

function doAll() {
  const all = [...waiting.values()];
  waiting.clear();
  for (const work of all) work();
}
