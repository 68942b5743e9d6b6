"use client";

import { NativeSelect, Switch, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { Field, FieldKind } from "./field.ts";
import styles from "./form.module.css";
import { LinesBox } from "./lines-box.tsx";
import { numberText } from "./parse-number.ts";
import { useUnitText } from "./use-unit-text.ts";

export type FieldInputProps = {
  field: Field;
  id: string;
  /** What stands in the box: an edit as it was typed, else the config's value. */
  raw: unknown;
  onEdit: (raw: unknown) => void;
  describedBy: string;
  isInvalid: boolean;
  suggestions?: readonly string[] | undefined;
};

/** The control for one field, by the field's kind. */
export function FieldInput(props: FieldInputProps) {
  const { field, id, raw, onEdit, describedBy, isInvalid } = props;
  const aria = { id, "aria-describedby": describedBy, "aria-invalid": isInvalid || undefined };
  const { kind } = field;
  switch (kind.type) {
    case "switch":
      return (
        <div className={styles.switch}>
          <Switch {...aria} checked={raw === true} onChange={(event) => onEdit(event.currentTarget.checked)} />
        </div>
      );
    case "choice":
      return (
        <NativeSelect
          {...aria}
          data={kind.options}
          value={String(raw)}
          onChange={(event) => onEdit(event.currentTarget.value)}
        />
      );
    case "variant":
      return (
        <NativeSelect
          {...aria}
          data={kind.options.map(({ name }) => name)}
          value={String(raw)}
          onChange={(event) => onEdit(event.currentTarget.value)}
        />
      );
    case "lines":
    case "pairs":
      return <LinesBox {...props} />;
    case "mixed":
      return <MixedInput {...props} kind={kind} />;
    default:
      return <TextBox {...props} />;
  }
}

function TextBox({ field, id, raw, onEdit, describedBy, isInvalid, suggestions }: FieldInputProps) {
  const t = useTranslations("form");
  const isNumber = field.kind.type === "number";
  const unit = useUnitText()(field.unit);
  const listId = suggestions && suggestions.length > 0 ? `${id}-list` : undefined;
  return (
    <>
      <TextInput
        id={id}
        aria-describedby={describedBy}
        error={isInvalid}
        value={boxText(raw)}
        onChange={(event) => onEdit(event.currentTarget.value)}
        inputMode={isNumber ? "decimal" : "text"}
        placeholder={"isNullable" in field.kind && field.kind.isNullable ? t("none") : undefined}
        classNames={{ input: isNumber ? styles.number : styles.text }}
        rightSection={unit && <span className={styles.unit}>{unit}</span>}
        rightSectionWidth={unit ? "auto" : 0}
        rightSectionPointerEvents="none"
        spellCheck={false}
        autoComplete="off"
        list={listId}
      />
      {listId && (
        <datalist id={listId}>
          {suggestions?.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
    </>
  );
}

type MixedProps = FieldInputProps & { kind: Extract<FieldKind, { type: "mixed" }> };

function MixedInput({ field, id, raw, onEdit, describedBy, isInvalid, kind }: MixedProps) {
  const t = useTranslations("form");
  const isWord = typeof raw === "string" && kind.words.includes(raw);
  const number = typeof raw === "object" && raw !== null ? Object.values(raw)[0] : raw;
  return (
    <div className={styles.mixed}>
      <NativeSelect
        id={id}
        aria-describedby={describedBy}
        data={[...kind.words, { value: NUMBER, label: kind.key ?? t("number") }]}
        value={isWord ? raw : NUMBER}
        onChange={(event) => {
          const choice = event.currentTarget.value;
          onEdit(choice === NUMBER ? { number: String(kind.number.min?.value ?? 1) } : choice);
        }}
      />
      {!isWord && (
        <TextInput
          aria-label={t("numberOf", { field: kind.key ?? field.path })}
          aria-describedby={describedBy}
          error={isInvalid}
          value={boxText(number)}
          onChange={(event) => onEdit({ number: event.currentTarget.value })}
          inputMode="decimal"
          classNames={{ input: styles.number }}
        />
      )}
    </div>
  );
}

const NUMBER = "__number__";

function boxText(raw: unknown): string {
  if (raw === null || raw === undefined) return "";
  return typeof raw === "number" ? numberText(raw) : String(raw);
}
