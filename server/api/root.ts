import { alertsRouter } from "./alerts.ts";
import { artifactsRouter } from "./artifacts.ts";
import { checkpointsRouter } from "./checkpoints.ts";
import { consoleRouter } from "./console.ts";
import { datasetsRouter } from "./datasets.ts";
import { metricsRouter } from "./metrics.ts";
import { notesRouter } from "./notes.ts";
import { projectsRouter } from "./projects.ts";
import { queueRouter } from "./queue.ts";
import { recipesRouter } from "./recipes.ts";
import { runsRouter } from "./runs.ts";
import { sweepsRouter } from "./sweeps.ts";
import { systemRouter } from "./system.ts";
import { createCaller, router } from "./trpc.ts";
import { viewsRouter } from "./views.ts";

export const appRouter = router({
  projects: projectsRouter,
  runs: runsRouter,
  queue: queueRouter,
  sweeps: sweepsRouter,
  recipes: recipesRouter,
  metrics: metricsRouter,
  checkpoints: checkpointsRouter,
  artifacts: artifactsRouter,
  console: consoleRouter,
  notes: notesRouter,
  views: viewsRouter,
  datasets: datasetsRouter,
  alerts: alertsRouter,
  system: systemRouter,
});
export type AppRouter = typeof appRouter;

/** The API without HTTP, for tests and programs in this process. */
export const createApi = createCaller(appRouter);
