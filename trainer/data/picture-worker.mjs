// A thread does not inherit the loader that lets its process read TypeScript.
import { register } from "tsx/esm/api";

register();
await import("./picture-worker.ts");
