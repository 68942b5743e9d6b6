import { useTranslations } from "use-intl";
import type { PlanProblem } from "./build-plan.ts";

/** One sentence for a problem: what was expected and what was found. */
export function usePlanProblemText(): (problem: PlanProblem) => string {
  const t = useTranslations("sweeps.problem");
  return (problem) => (problem.code === "empty" ? t("empty") : t(problem.code, { found: problem.found.slice(0, 40) }));
}
