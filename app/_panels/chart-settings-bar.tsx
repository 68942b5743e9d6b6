"use client";

import { NativeSelect, Slider, Switch } from "@mantine/core";
import { useTranslations } from "use-intl";
import { type ChartSettings, SMOOTH_BY, type SmoothBy } from "./chart-settings.ts";
import styles from "./panels.module.css";

type Props = { settings: ChartSettings; onSettings: (settings: ChartSettings) => void };

/** x axis, smoothing and outliers of all charts of a page at once. */
export function ChartSettingsBar({ settings, onSettings }: Props) {
  const t = useTranslations("charts");
  return (
    <fieldset className={styles.settings}>
      <legend className={styles.hidden}>{t("settings")}</legend>
      <NativeSelect
        aria-label={t("xAxis")}
        data={(["step", "relative", "wall"] as const).map((kind) => ({ value: kind, label: t(`x.${kind}`) }))}
        value={settings.xKind}
        onChange={(event) => onSettings({ ...settings, xKind: event.currentTarget.value as ChartSettings["xKind"] })}
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
      <Switch
        label={t("ignoreOutliers")}
        checked={settings.ignoreOutliers}
        onChange={(event) => onSettings({ ...settings, ignoreOutliers: event.currentTarget.checked })}
      />
    </fieldset>
  );
}
