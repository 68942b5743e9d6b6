"use client";

import { Button, Switch, TextInput } from "@mantine/core";
import { IconClipboardText, IconSearch } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { FieldFilter } from "#app/_form/config-form.tsx";
import styles from "./launch.module.css";

type Props = {
  filter: FieldFilter;
  onFilter: (filter: FieldFilter) => void;
  changes: number;
  onResetAll: () => void;
  /** Null where the recipe is not the one that commands of the original become. */
  onImport: (() => void) | null;
};

export function FormToolbar({ filter, onFilter, changes, onResetAll, onImport }: Props) {
  const t = useTranslations("launch");
  return (
    <div className={styles.toolbar}>
      <TextInput
        className={styles.searchFields}
        leftSection={<IconSearch size={14} aria-hidden />}
        placeholder={t("searchFields")}
        aria-label={t("searchFields")}
        value={filter.search}
        onChange={(event) => onFilter({ ...filter, search: event.currentTarget.value })}
      />
      <Switch
        label={t("onlyChanged")}
        checked={filter.onlyChanged}
        onChange={(event) => onFilter({ ...filter, onlyChanged: event.currentTarget.checked })}
      />
      <Switch
        label={t("advanced")}
        checked={filter.withAdvanced}
        onChange={(event) => onFilter({ ...filter, withAdvanced: event.currentTarget.checked })}
      />
      {onImport && (
        <Button
          variant="subtle"
          leftSection={<IconClipboardText size={15} aria-hidden />}
          onClick={onImport}
          aria-haspopup="dialog"
        >
          {t("import.open")}
        </Button>
      )}
      {changes > 0 && (
        <Button variant="subtle" onClick={onResetAll}>
          {t("resetAll", { count: changes })}
        </Button>
      )}
    </div>
  );
}
