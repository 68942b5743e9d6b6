export type PageBench = {
  /** Resolves, in ms since navigation, with the end of the first frame that drew so many lines, and when their answer was in. */
  firstPaint(leastLines: number): Promise<{ painted: number; answered: number }>;
  /** The next event of a type sets `frame` to the ms until its frame has ended. */
  await(type: string): void;
  frame: Promise<number> | null;
  /** Collect `lags` for so long. */
  watchLive(ms: number): Promise<void>;
  lags: number[];
};

declare global {
  interface Window {
    velaBench: PageBench;
  }
}

/** Runs in the page before anything else: notes what is drawn, and when the frame with it has ended. */
export function watchPage() {
  type Paint = { at: number; lines: number };
  const paints: Paint[] = [];
  let fresh = new Set<HTMLCanvasElement>();
  const listeners = new Set<(paint: Paint) => void>();
  let drawn = 0;

  const afterFrame = (call: () => void) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = call;
      channel.port2.postMessage(null);
    });
  const { stroke } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.stroke = function (...path: unknown[]) {
    fresh.add(this.canvas);
    if (drawn++ === 0)
      afterFrame(() => {
        const paint = { at: performance.now(), lines: drawn };
        drawn = 0;
        paints.push(paint);
        for (const listener of listeners) listener(paint);
      });
    return stroke.apply(this, path as Parameters<typeof stroke>);
  };

  // Whoever listens to the stream is heard first. What a message holds is there once every chart has drawn anew.
  let times: number[] = [];
  const { addEventListener } = EventSource.prototype;
  const heard = new WeakSet<EventSource>();
  EventSource.prototype.addEventListener = function (this: EventSource, ...given: unknown[]) {
    if (!heard.has(this)) {
      heard.add(this);
      addEventListener.call(this, "message", ((event: MessageEvent<string>) => {
        if (!event.data.includes('"points"')) return;
        const { points } = JSON.parse(event.data) as { points: { time: number[] }[] };
        if (times.length === 0) fresh = new Set();
        times.push(...points.flatMap(({ time }) => time));
      }) as EventListener);
    }
    return addEventListener.apply(this, given as Parameters<typeof addEventListener>);
  };

  window.velaBench = {
    frame: null,
    lags: [],
    firstPaint: (leastLines) =>
      new Promise((resolve) => {
        const look = (paint: Paint) => {
          if (paint.lines < leastLines) return;
          listeners.delete(look);
          const answers = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
          const inTime = answers.filter(
            ({ name, responseEnd }) => name.includes("metrics.series") && responseEnd < paint.at,
          );
          resolve({ painted: paint.at, answered: Math.max(...inTime.map(({ responseEnd }) => responseEnd)) });
        };
        listeners.add(look);
        for (const paint of paints) look(paint);
      }),
    await(type) {
      this.frame = new Promise((resolve) => {
        const hear = (event: Event) => afterFrame(() => resolve(performance.now() - event.timeStamp));
        window.addEventListener(type, hear, { once: true, capture: true });
      });
    },
    watchLive(ms) {
      times = [];
      const take = () => {
        const charts = [...document.querySelectorAll("[data-chart-stage] canvas:first-child")];
        if (!charts.every((chart) => fresh.has(chart as HTMLCanvasElement))) return;
        for (const time of times) this.lags.push(Date.now() - time);
        times = [];
      };
      listeners.add(take);
      return new Promise((resolve) => setTimeout(resolve, ms));
    },
  };
}
