"use client";

import { ActionIcon, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconArrowBackUp, IconInfoCircle } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useText } from "#app/_i18n/use-text.ts";
import type { Field } from "./field.ts";
import { FieldInput } from "./field-input.tsx";
import styles from "./form.module.css";
import { useValueText } from "./use-value-text.ts";

type Props = {
  field: Field;
  raw: unknown;
  /** The value that Reset brings back. */
  before: unknown;
  isChanged: boolean;
  error: string | null;
  /** Why the preset leaves the default here. */
  reason: string | null;
  onEdit: (raw: unknown) => void;
  onReset: () => void;
  suggestions?: readonly string[] | undefined;
  /** Where the form is of a sweep: whether it tries values of this field, and how to change that. */
  sweep?: { isTried: boolean; onToggle: () => void } | undefined;
};

/** Label, help, what changed, the control, and what is wrong with it. */
export function FieldRow(props: Props) {
  const { field, raw, before, isChanged, error, reason, onEdit, onReset, suggestions, sweep } = props;
  const t = useTranslations("form");
  const sweeps = useTranslations("sweeps.form");
  const text = useText();
  const valueText = useValueText();
  const id = fieldId(field.path);
  const isWide = field.kind.type === "lines" || field.kind.type === "pairs";
  const helpText = [field.help && text(field.help), isWide && t("linesHelp"), reason && t("reason", { reason })]
    .filter(Boolean)
    .join(" ");
  return (
    <div className={styles.row} data-changed={isChanged || undefined} data-wide={isWide || undefined}>
      <div className={styles.labelLine}>
        <label htmlFor={id} className={styles.label} title={field.path}>
          {text(field.label)}
        </label>
        {helpText && (
          <Tooltip label={helpText} openDelay={0}>
            <button type="button" className={styles.help} aria-label={t("help", { field: text(field.label) })}>
              <IconInfoCircle size={14} aria-hidden />
            </button>
          </Tooltip>
        )}
        {isChanged && (
          <span className={styles.changed}>
            {t("changed")}
            <Tooltip label={t("reset", { value: valueText(before) })}>
              <ActionIcon
                size={18}
                aria-label={`${text(field.label)}: ${t("reset", { value: valueText(before) })}`}
                onClick={onReset}
              >
                <IconArrowBackUp size={14} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </span>
        )}
        {sweep && (
          <ActionIcon
            size={20}
            className={styles.try}
            variant={sweep.isTried ? "light" : "subtle"}
            color={sweep.isTried ? "indigo" : "gray"}
            aria-pressed={sweep.isTried}
            aria-label={sweeps("toggle", { field: text(field.label) })}
            title={sweeps("toggle", { field: text(field.label) })}
            onClick={sweep.onToggle}
          >
            <IconAdjustmentsHorizontal size={14} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {sweep?.isTried ? (
        <p id={id} className={styles.tried}>
          {sweeps("tried")}
        </p>
      ) : (
        <FieldInput
          field={field}
          id={id}
          raw={raw}
          onEdit={onEdit}
          describedBy={`${id}-help ${id}-error`}
          isInvalid={error !== null}
          suggestions={suggestions}
        />
      )}
      <VisuallyHidden id={`${id}-help`}>{helpText}</VisuallyHidden>
      <p id={`${id}-error`} className={styles.error} aria-live="polite">
        {error}
      </p>
    </div>
  );
}

/** The id of a field's control: errors elsewhere on the page bring the reader here. */
export function fieldId(path: string): string {
  return `field-${path.replaceAll(".", "-")}`;
}
