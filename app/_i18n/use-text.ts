import { useCallback } from "react";
import { useLocale } from "use-intl";
import type { Text } from "#trainer/contract/config/field.ts";

/** Picks the reader's language out of a text that the contract or the server carries in both. */
export function useText(): (text: Text) => string {
  const locale = useLocale();
  return useCallback((text) => (locale.startsWith("zh") ? text.zh : text.en), [locale]);
}
