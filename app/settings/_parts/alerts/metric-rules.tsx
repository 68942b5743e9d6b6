import { ActionIcon, Autocomplete, Button, NativeSelect, NumberInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { AlertSettings } from "#app/_trpc/rows.ts";
import { useFormat } from "#app/_ui/use-format.ts";
import { METRICS } from "#trainer/contract/metrics.ts";
import styles from "./alerts.module.css";
import { newId, useSaveAlerts } from "./use-save.ts";

/** Lines that a metric of any run may cross. */
export function MetricRules({ settings }: { settings: AlertSettings }) {
  const t = useTranslations("alerts.rules");
  const format = useFormat();
  const { save, isPending } = useSaveAlerts(settings);
  const { rules } = settings;
  return (
    <>
      {rules.length === 0 && <p className={styles.dim}>{t("none")}</p>}
      <ul className={styles.list}>
        {rules.map((rule) => {
          const said = t(rule.is, { key: rule.key, value: format.number(rule.value) });
          return (
            <li key={rule.id} className={styles.rule}>
              <span className="numbers">{said}</span>
              <ActionIcon
                size={24}
                aria-label={t("remove", { rule: said })}
                disabled={isPending}
                onClick={() => save({ rules: rules.filter(({ id }) => id !== rule.id) })}
              >
                <IconTrash size={15} stroke={1.6} aria-hidden />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
      <NewRule settings={settings} />
    </>
  );
}

function NewRule({ settings }: { settings: AlertSettings }) {
  const t = useTranslations("alerts.rules");
  const { save, isPending } = useSaveAlerts(settings);
  const [key, setKey] = useState("");
  const [is, setIs] = useState<"above" | "below">("above");
  const [value, setValue] = useState<number | string>("");
  const isReady = key.trim() !== "" && value !== "" && Number.isFinite(Number(value));
  return (
    <form
      className={styles.newRule}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        const rule = { id: newId(), key: key.trim(), is, value: Number(value) };
        save({ rules: [...settings.rules, rule] }, () => {
          setKey("");
          setValue("");
        });
      }}
    >
      <Autocomplete
        size="xs"
        aria-label={t("metric")}
        placeholder={t("metric")}
        data={Object.keys(METRICS)}
        maxLength={200}
        value={key}
        onChange={setKey}
      />
      <NativeSelect
        aria-label={t("side")}
        data={(["above", "below"] as const).map((side) => ({ value: side, label: t(`${side}Side`) }))}
        value={is}
        onChange={(event) => setIs(event.currentTarget.value === "above" ? "above" : "below")}
      />
      <NumberInput aria-label={t("value")} placeholder={t("value")} hideControls value={value} onChange={setValue} />
      <Button type="submit" leftSection={<IconPlus size={15} aria-hidden />} disabled={!isReady} loading={isPending}>
        {t("add")}
      </Button>
    </form>
  );
}
