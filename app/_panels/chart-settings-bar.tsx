"use client";

import { NativeSelect, Slider, Switch } from "@mantine/core";
import { useTranslations } from "use-intl";
import { type ChartSettings, readX, SMOOTH_BY, type SmoothBy, X_KINDS, xParam } from "./chart-settings.ts";
import styles from "./panels.module.css";

type Props = {
  settings: ChartSettings;
  onSettings: (settings: ChartSettings) => void;
  /** Metrics that can be the x axis. */
  keys: readonly string[];
  /** Config fields that runs can be grouped by; none where there is one run. */
  fields?: readonly string[];
};

/** x axis, smoothing, outliers and groups of all charts of a page at once. */
export function ChartSettingsBar({ settings, onSettings, keys, fields = [] }: Props) {
  const t = useTranslations("charts");
  return (
    <fieldset className={styles.settings}>
      <legend className={styles.hidden}>{t("settings")}</legend>
      <NativeSelect
        aria-label={t("xAxis")}
        maw={180}
        data={[
          ...X_KINDS.map((kind) => ({ value: kind, label: t(`x.${kind}`) })),
          { group: t("x.metric"), items: keys.map((key) => ({ value: key, label: key })) },
        ]}
        value={xParam(settings) ?? "step"}
        onChange={(event) => onSettings({ ...settings, ...readX(event.currentTarget.value) })}
      />
      <span className={styles.slider}>
        <span id="smoothing-label">{t("smoothing")}</span>
        <Slider
          size="sm"
          w={120}
          min={0}
          max={0.99}
          step={0.01}
          label={null}
          thumbLabel={t("smoothing")}
          value={settings.smoothing}
          onChange={(smoothing) => onSettings({ ...settings, smoothing })}
        />
        <output className="numbers" aria-labelledby="smoothing-label">
          {settings.smoothing.toFixed(2)}
        </output>
      </span>
      <NativeSelect
        aria-label={t("smoothBy")}
        data={SMOOTH_BY.map((kind) => ({ value: kind, label: t(`smoothings.${kind}`) }))}
        value={settings.smoothBy}
        onChange={(event) => onSettings({ ...settings, smoothBy: event.currentTarget.value as SmoothBy })}
      />
      {fields.length > 0 && (
        <NativeSelect
          aria-label={t("groupBy")}
          maw={200}
          data={[{ value: "", label: t("ungrouped") }, ...fields.map((field) => ({ value: field, label: field }))]}
          value={settings.groupBy ?? ""}
          onChange={(event) => onSettings({ ...settings, groupBy: event.currentTarget.value || null })}
        />
      )}
      {fields.length > 0 && settings.groupBy && (
        <NativeSelect
          aria-label={t("spread")}
          data={(["std", "range"] as const).map((spread) => ({ value: spread, label: t(`spreads.${spread}`) }))}
          value={settings.spread}
          onChange={(event) =>
            onSettings({ ...settings, spread: event.currentTarget.value as ChartSettings["spread"] })
          }
        />
      )}
      <Switch
        label={t("ignoreOutliers")}
        checked={settings.ignoreOutliers}
        onChange={(event) => onSettings({ ...settings, ignoreOutliers: event.currentTarget.checked })}
      />
    </fieldset>
  );
}
