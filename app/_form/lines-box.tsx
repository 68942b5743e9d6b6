"use client";

import { Textarea } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { FieldInputProps } from "./field-input.tsx";
import styles from "./form.module.css";
import { linesText, pairsText } from "./lines.ts";

/** A list, or texts by name, as lines of a box. */
export function LinesBox({ field, id, raw, onEdit, describedBy, isInvalid }: FieldInputProps) {
  const t = useTranslations("form");
  return (
    <Textarea
      id={id}
      aria-describedby={describedBy}
      error={isInvalid}
      value={boxText(raw)}
      onChange={(event) => onEdit(event.currentTarget.value)}
      placeholder={field.kind.type === "pairs" ? t("pairsPlaceholder") : t("linesPlaceholder")}
      autosize
      minRows={2}
      maxRows={14}
      spellCheck={false}
      autoComplete="off"
      classNames={{ input: styles.lines }}
    />
  );
}

function boxText(raw: unknown): string {
  if (typeof raw === "string") return raw;
  if (Array.isArray(raw)) return linesText(raw.map(String));
  return typeof raw === "object" && raw !== null ? pairsText(raw as Record<string, unknown>) : "";
}
