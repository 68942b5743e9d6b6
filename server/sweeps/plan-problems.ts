import { countGrid } from "./field-values.ts";
import { MAX_TRIALS, type SweepField, type SweepPlan } from "./plan.ts";
import { problem, type SweepProblem } from "./problem.ts";

/** What is wrong with a plan before any config is looked at. */
export function planProblems(plan: SweepPlan): SweepProblem[] {
  const { method, fields, trials, halving } = plan;
  const problems = fields.flatMap((field) => fieldProblem(field, method) ?? []);
  if (method === "grid") {
    const runs = fields.map(countGrid).reduce((product, count) => product * count, 1);
    if (runs > MAX_TRIALS && problems.length === 0)
      problems.push(
        problem(
          null,
          `this grid would be ${runs} runs, and a sweep has at most ${MAX_TRIALS}: take fewer values, or draw them at random`,
          `此网格将有 ${runs} 个运行，而一个扫描最多 ${MAX_TRIALS} 个：请减少取值，或改用随机抽取`,
        ),
      );
  } else if (trials === undefined)
    problems.push(
      problem(null, `${method} needs trials: how many runs it draws`, `${method} 需要 trials：抽取多少个运行`),
    );
  if (method === "halving" && !halving)
    problems.push(
      problem(
        null,
        "halving needs halving.firstStep: the step at which runs are compared first",
        "halving 需要 halving.firstStep：首次比较各运行的步数",
      ),
    );
  return problems;
}

function fieldProblem(field: SweepField, method: SweepPlan["method"]): SweepProblem | null {
  if (field.kind === "values") return null;
  const { path, min, max, log, int, count } = field;
  if (min >= max)
    return problem(
      path,
      `${path}: expected a range from a lesser to a greater number, found ${min} to ${max}`,
      `${path}：范围应由小到大，当前为 ${min} 到 ${max}`,
    );
  if (log && min <= 0)
    return problem(
      path,
      `${path}: a log range starts above 0, found ${min}`,
      `${path}：对数范围的下限应大于 0，当前为 ${min}`,
    );
  if (int && !(Number.isSafeInteger(min) && Number.isSafeInteger(max)))
    return problem(
      path,
      `${path}: a range of whole numbers has whole ends, found ${min} to ${max}`,
      `${path}：整数范围的两端应为整数，当前为 ${min} 到 ${max}`,
    );
  if (method === "grid" && count === undefined)
    return problem(
      path,
      `${path}: a grid needs to know how many values to take of the range ${min} to ${max}`,
      `${path}：网格需要知道在 ${min} 到 ${max} 的范围内取多少个值`,
    );
  return null;
}
