import { Autocomplete, Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Field } from "#app/_form/field.ts";
import { useText } from "#app/_i18n/use-text.ts";
import styles from "./sweep.module.css";

const PATH = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

type Props = { fields: readonly Field[]; taken: readonly string[]; onAdd: (path: string) => void };

/** Another field by its name, or by a path that no form shows, as environment.LR. */
export function AddField({ fields, taken, onAdd }: Props) {
  const t = useTranslations("sweeps.form");
  const text = useText();
  const [typed, setTyped] = useState("");
  const free = fields.filter(({ path }) => !taken.includes(path));
  const path = free.find((field) => optionOf(field) === typed)?.path ?? typed.trim();
  const isReady = PATH.test(path) && !taken.includes(path);
  function optionOf(field: Field): string {
    return `${text(field.label)} · ${field.path}`;
  }
  return (
    <form
      className={styles.add}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        onAdd(path);
        setTyped("");
      }}
    >
      <Autocomplete
        size="xs"
        aria-label={t("field")}
        placeholder={t("fieldPlaceholder")}
        data={free.map(optionOf)}
        limit={30}
        value={typed}
        onChange={setTyped}
      />
      <Button type="submit" leftSection={<IconPlus size={15} aria-hidden />} disabled={!isReady}>
        {t("add")}
      </Button>
    </form>
  );
}
