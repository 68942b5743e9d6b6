"use client";

import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useText } from "#app/_i18n/use-text.ts";
import type { Edits } from "./build-config.ts";
import { isSame } from "./differences.ts";
import { allFields, canVary, type Field, type FieldGroup, valueAt, valuePath, withBranch } from "./field.ts";
import { FieldRow } from "./field-row.tsx";
import styles from "./form.module.css";
import { GroupSection } from "./group-section.tsx";
import { decidingField, isIdle } from "./group-state.ts";
import { useValueText } from "./use-value-text.ts";

export type FieldFilter = { search: string; onlyChanged: boolean; withAdvanced: boolean };

type Props = {
  groups: FieldGroup[];
  base: Record<string, unknown>;
  config: Record<string, unknown>;
  edits: Edits;
  /** One sentence a path. */
  errors: Record<string, string>;
  reasons: Record<string, string>;
  suggestions: Record<string, readonly string[]>;
  filter: FieldFilter;
  onEdit: (path: string, raw: unknown) => void;
  onReset: (path: string) => void;
  /** Where the form is of a sweep: which fields it tries, and a mark to change that. */
  sweep?: { isTried: (path: string) => boolean; onToggle: (path: string) => void } | undefined;
};

const CLOSED_AT_FIRST = ["model", "head", "film", "run", "engine"];

/** A recipe's config as groups of fields. Which groups are open is the reader's affair and stays here. */
export function ConfigForm(props: Props) {
  const { groups, config, errors, filter } = props;
  const t = useTranslations("form");
  const text = useText();
  const valueText = useValueText();
  const [toggled, setToggled] = useState<Record<string, boolean>>({});
  const isFiltering = filter.search.trim() !== "" || filter.onlyChanged;
  const sections = groups.map((group) => {
    const fields = allFields([group], config);
    const shown = fields.filter((field) => isShown(field, props));
    const changed = fields.filter((field) => isChanged(field, props)).length;
    const hasError = fields.some((field) => valuePath(field) in errors);
    const hidden = fields.filter((field) => !shown.includes(field));
    const idle = hidden.filter((field) => isIdle(field, config)).length;
    const deciding = decidingField(group);
    const state = deciding && valueText(valueAt(config, valuePath(deciding)));
    const note = [state, changed > 0 && t("changedCount", { count: changed })].filter(Boolean).join(" · ");
    return { group, shown: shown.length, idle, advanced: hidden.length - idle, note, hasError };
  });
  const visible = isFiltering ? sections.filter(({ shown }) => shown > 0) : sections;
  if (visible.length === 0) return <p className={styles.groupNote}>{t("noField")}</p>;
  return visible.map(({ group, note, hasError, idle, advanced }) => (
    <GroupSection
      key={group.path}
      title={text(group.label)}
      note={note || null}
      isOpen={isFiltering || hasError || (toggled[group.path] ?? !CLOSED_AT_FIRST.includes(group.path))}
      onToggle={() => {
        const isOpen = toggled[group.path] ?? !CLOSED_AT_FIRST.includes(group.path);
        setToggled({ ...toggled, [group.path]: !isOpen });
      }}
    >
      <GroupBody group={group} form={props} depth={0} />
      {idle > 0 && !isFiltering && <p className={styles.groupNote}>{t("idle", { count: idle })}</p>}
      {advanced > 0 && !isFiltering && <p className={styles.groupNote}>{t("hidden", { count: advanced })}</p>}
    </GroupSection>
  ));
}

function GroupBody({ group, form, depth }: { group: FieldGroup; form: Props; depth: number }): ReactNode {
  const text = useText();
  const fields = group.fields
    .flatMap((field) => withBranch(field, form.config))
    .filter((field) => isShown(field, form));
  const inner = group.groups.filter((child) => allFields([child], form.config).some((field) => isShown(field, form)));
  if (fields.length === 0 && inner.length === 0) return null;
  return (
    <>
      {depth > 0 && <h3 className={styles.subhead}>{text(group.label)}</h3>}
      <div className={styles.fields}>
        {fields.map((field) => (
          <BoundField key={field.path} field={field} form={form} />
        ))}
      </div>
      {inner.map((child) => (
        <GroupBody key={child.path} group={child} form={form} depth={depth + 1} />
      ))}
    </>
  );
}

function BoundField({ field, form }: { field: Field; form: Props }) {
  const path = valuePath(field);
  const { edits, config, base, errors, reasons, suggestions } = form;
  return (
    <FieldRow
      field={field}
      raw={path in edits ? edits[path] : valueAt(config, path)}
      before={valueAt(base, path)}
      isChanged={isChanged(field, form)}
      error={errors[path] ?? null}
      reason={reasons[field.path] ?? null}
      suggestions={suggestions[path]}
      onEdit={(raw) => form.onEdit(path, raw)}
      onReset={() => form.onReset(path)}
      sweep={
        form.sweep && canVary(field)
          ? { isTried: form.sweep.isTried(path), onToggle: () => form.sweep?.onToggle(path) }
          : undefined
      }
    />
  );
}

/** Edited away from the base, or edited into something that has no value yet. */
function isChanged(field: Field, { base, config, errors, edits }: Props): boolean {
  const path = valuePath(field);
  if (path in errors && path in edits) return true;
  return !isSame(valueAt(base, path), valueAt(config, path));
}

function isShown(field: Field, form: Props): boolean {
  const { search, onlyChanged, withAdvanced } = form.filter;
  const path = valuePath(field);
  if (onlyChanged && !isChanged(field, form)) return false;
  const wanted = search.trim().toLowerCase();
  if (wanted !== "") {
    const words = [path, field.label.en, field.label.zh, field.help?.en, field.help?.zh, field.unit];
    return words.some((word) => word?.toLowerCase().includes(wanted));
  }
  if (isIdle(field, form.config) && !isChanged(field, form) && !(path in form.errors)) return false;
  return withAdvanced || onlyChanged || !field.isAdvanced || isChanged(field, form) || path in form.errors;
}
