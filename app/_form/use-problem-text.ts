import { useTranslations } from "use-intl";
import type { Problem } from "./check-value.ts";
import { numberText } from "./parse-number.ts";

const SHOWN_CHARACTERS = 40;

/** One sentence for a problem: what was expected and what was found. */
export function useProblemText(): (problem: Problem) => string {
  const t = useTranslations("form.problem");
  return (problem) => {
    switch (problem.code) {
      case "empty":
        return t("empty");
      case "tooLong":
        return t("tooLong", { limit: problem.limit });
      case "tooSmall":
      case "tooLarge": {
        const values = { limit: numberText(problem.limit), found: shorten(problem.found) };
        return problem.isExclusive ? t(`${problem.code}Exclusive`, values) : t(problem.code, values);
      }
      case "badLine":
      case "badPair":
        return t(problem.code, { line: problem.line, found: shorten(problem.found) });
      default:
        return t(problem.code, { found: shorten(problem.found) });
    }
  };
}

function shorten(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
