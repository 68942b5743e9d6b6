import { Worker } from "node:worker_threads";
import { makePictures, type PictureResult, type PictureTask } from "./picture-task.ts";
import type { PictureAnswer, PictureRequest } from "./picture-worker.ts";

/** Makes pictures, on threads of its own when it has some. A task's `encoded` is used up. */
export type PicturePool = {
  make(task: PictureTask): Promise<PictureResult>;
  /** End the threads; what they were at fails. Idle threads keep no process alive, so forgetting this is harmless. */
  close(): Promise<void>;
};

/** A pool of so many threads, started at once; with 0 pictures are made by whoever asks. */
export function picturePool(workers: number): PicturePool {
  if (workers === 0) return { make: makePictures, close: async () => {} };
  const threads = Array.from({ length: workers }, startThread);
  return {
    make(task) {
      const idlest = threads.reduce((best, thread) => (thread.pending < best.pending ? thread : best));
      return idlest.make(task);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

type Waiting = { resolve(result: PictureResult): void; reject(error: Error): void };

function startThread() {
  const worker = new Worker(new URL("./picture-worker.mjs", import.meta.url));
  const waiting = new Map<number, Waiting>();
  let ended: Error | null = null;
  let count = 0;

  function end(error: Error): void {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  }

  worker.on("message", ({ id, answer }: PictureAnswer) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
    if (answer instanceof Error) asked?.reject(answer);
    else asked?.resolve(answer);
  });
  worker.on("error", (error) => end(new Error(`a data thread failed: ${error.message}`, { cause: error })));
  worker.on("exit", (code) => end(new Error(`a data thread ended with code ${code} before its work was done`)));
  // After the listeners: a message listener keeps the process alive again.
  worker.unref();

  return {
    get pending() {
      return waiting.size;
    },
    make(task: PictureTask): Promise<PictureResult> {
      if (ended) return Promise.reject(ended);
      // The process lives as long as somebody waits for an answer.
      worker.ref();
      const id = count++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, task } satisfies PictureRequest, [task.encoded.buffer]);
      });
    },
    async close() {
      end(new Error("the data threads were closed"));
      await worker.terminate();
    },
  };
}
