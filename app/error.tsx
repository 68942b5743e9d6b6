"use client";

import { useTranslations } from "use-intl";
import { Failed } from "#app/_ui/states.tsx";

/** A page broke while it was drawn: say so inside the shell, and offer to draw it again. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  const t = useTranslations("common");
  return <Failed what={t("broken")} error={error} onRetry={reset} />;
}
