"use client";

import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "use-intl";
import { LOCALE_COOKIE, type Locale } from "#app/_i18n/locale.ts";

const YEAR_SECONDS = 365 * 24 * 3600;

/** Shows the language it switches to, in that language. */
export function LanguageSwitch() {
  const t = useTranslations("shell");
  const locale = useLocale();
  const chooseLocale = useChooseLocale();
  const other: Locale = locale === "zh-CN" ? "en" : "zh-CN";
  return (
    <Button
      variant="subtle"
      color="gray"
      px={8}
      lang={other}
      aria-label={t("switchLanguage")}
      onClick={() => chooseLocale(other)}
    >
      {other === "zh-CN" ? "中文" : "EN"}
    </Button>
  );
}

/** Remember the language and draw the page anew in it; what is typed stays. */
export function useChooseLocale(): (locale: Locale) => void {
  const router = useRouter();
  return (locale) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs HTTPS, Vela is often served over plain HTTP
    document.cookie = `${LOCALE_COOKIE}=${locale}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    router.refresh();
  };
}
