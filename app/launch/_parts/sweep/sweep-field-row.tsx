import { ActionIcon, NativeSelect, Switch, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { Field } from "#app/_form/field.ts";
import { useText } from "#app/_i18n/use-text.ts";
import styles from "./sweep.module.css";
import type { FieldEdit } from "./sweep-edits.ts";

type Props = {
  path: string;
  /** Undefined for a path that the recipe's form does not show. */
  field: Field | undefined;
  edit: FieldEdit;
  isGrid: boolean;
  error: string | null;
  onEdit: (edit: FieldEdit) => void;
  onRemove: () => void;
};

/** What one field may be: some values, or a range. */
export function SweepFieldRow({ path, field, edit, isGrid, error, onEdit, onRemove }: Props) {
  const t = useTranslations("sweeps.form");
  const text = useText();
  const name = field ? text(field.label) : path;
  const takesRange = !field || field.kind.type === "number" || field.kind.type === "mixed";
  const change = (part: Partial<FieldEdit>) => onEdit({ ...edit, ...part });
  const number = (part: "min" | "max" | "count") => (
    <TextInput
      aria-label={t(`of.${part}`, { field: name })}
      placeholder={t(part)}
      inputMode="decimal"
      error={error !== null}
      className={styles.narrow}
      value={edit[part]}
      onChange={(event) => change({ [part]: event.currentTarget.value })}
    />
  );
  return (
    <div className={styles.field}>
      <div className={styles.fieldName}>
        <span title={path}>{name}</span>
        {field && <span className={`${styles.dim} numbers`}>{path}</span>}
      </div>
      <div className={styles.fieldBoxes}>
        {takesRange && (
          <NativeSelect
            aria-label={t("of.kind", { field: name })}
            data={(["values", "range"] as const).map((kind) => ({ value: kind, label: t(kind) }))}
            value={edit.kind}
            onChange={(event) => change({ kind: event.currentTarget.value === "range" ? "range" : "values" })}
          />
        )}
        {edit.kind === "values" || !takesRange ? (
          <TextInput
            className={styles.wide}
            aria-label={t("of.values", { field: name })}
            placeholder={placeholderOf(field)}
            error={error !== null}
            value={edit.values}
            onChange={(event) => change({ values: event.currentTarget.value })}
            autoComplete="off"
            spellCheck={false}
          />
        ) : (
          <>
            {number("min")}
            {number("max")}
            {isGrid && number("count")}
            <Switch
              label={t("log")}
              checked={edit.log}
              onChange={(event) => change({ log: event.currentTarget.checked })}
            />
          </>
        )}
        <ActionIcon aria-label={t("remove", { field: name })} onClick={onRemove}>
          <IconX size={15} aria-hidden />
        </ActionIcon>
      </div>
      {error !== null && (
        <p className={styles.bad} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function placeholderOf(field: Field | undefined): string {
  switch (field?.kind.type) {
    case "switch":
      return "true, false";
    case "choice":
      return field.kind.options.join(", ");
    case "variant":
      return field.kind.options.map(({ name }) => name).join(", ");
    default:
      return "1e-4, 3e-4, 1e-3";
  }
}
