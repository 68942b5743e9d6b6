import { type MessagePort, parentPort } from "node:worker_threads";
import { makePictures, type PictureResult, type PictureTask } from "./picture-task.ts";

export type PictureRequest = { id: number; task: PictureTask };
export type PictureAnswer = { id: number; answer: PictureResult | Error };

/** Answer requests for pictures until the thread is ended; several may be under way at once. */
export function servePictures(port: MessagePort): void {
  port.on("message", async ({ id, task }: PictureRequest) => {
    try {
      const answer = await makePictures(task);
      port.postMessage({ id, answer } satisfies PictureAnswer, [answer.pixelValues.buffer]);
    } catch (error) {
      port.postMessage({ id, answer: error instanceof Error ? error : new Error(`${error}`) } satisfies PictureAnswer);
    }
  });
}

if (parentPort) servePictures(parentPort);
