import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { linesText } from "./lines.ts";
import { numberText } from "./parse-number.ts";

/** A config value in a few characters: 5e-4, on, none, best 3. */
export function useValueText(): (value: unknown) => string {
  const t = useTranslations("form");
  return useCallback(
    (value) => {
      if (value === undefined) return "–";
      if (value === null) return t("none");
      if (typeof value === "boolean") return value ? t("on") : t("off");
      if (typeof value === "number") return numberText(value);
      if (typeof value === "string") return value;
      if (Array.isArray(value))
        return value.length === 0 ? t("none") : linesText(value.map(String)).replaceAll("\n", " ");
      const texts = Object.entries(value);
      if (texts.length === 0) return t("none");
      if (texts.every(([, text]) => typeof text === "string")) return texts.map((pair) => pair.join("=")).join(", ");
      return JSON.stringify(value).replace(/[{}"]/g, "").replaceAll(":", " ");
    },
    [t],
  );
}
