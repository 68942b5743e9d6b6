import { useCallback } from "react";
import { useTranslations } from "use-intl";
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
      return JSON.stringify(value).replace(/[{}"]/g, "").replaceAll(":", " ");
    },
    [t],
  );
}
