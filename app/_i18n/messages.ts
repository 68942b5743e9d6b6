import type { Locale } from "./locale.ts";
import alertsEn from "./messages/alerts.en.json";
import alertsZh from "./messages/alerts.zh-CN.json";
import chartEn from "./messages/chart.en.json";
import chartZh from "./messages/chart.zh-CN.json";
import chartsEn from "./messages/charts.en.json";
import chartsZh from "./messages/charts.zh-CN.json";
import checkpointsEn from "./messages/checkpoints.en.json";
import checkpointsZh from "./messages/checkpoints.zh-CN.json";
import commonEn from "./messages/common.en.json";
import commonZh from "./messages/common.zh-CN.json";
import compareEn from "./messages/compare.en.json";
import compareZh from "./messages/compare.zh-CN.json";
import dataEn from "./messages/data.en.json";
import dataZh from "./messages/data.zh-CN.json";
import formEn from "./messages/form.en.json";
import formZh from "./messages/form.zh-CN.json";
import launchEn from "./messages/launch.en.json";
import launchZh from "./messages/launch.zh-CN.json";
import queueEn from "./messages/queue.en.json";
import queueZh from "./messages/queue.zh-CN.json";
import runEn from "./messages/run.en.json";
import runZh from "./messages/run.zh-CN.json";
import runsEn from "./messages/runs.en.json";
import runsZh from "./messages/runs.zh-CN.json";
import settingsEn from "./messages/settings.en.json";
import settingsZh from "./messages/settings.zh-CN.json";
import shellEn from "./messages/shell.en.json";
import shellZh from "./messages/shell.zh-CN.json";
import statusEn from "./messages/status.en.json";
import statusZh from "./messages/status.zh-CN.json";
import sweepsEn from "./messages/sweeps.en.json";
import sweepsZh from "./messages/sweeps.zh-CN.json";

const EN = {
  alerts: alertsEn,
  chart: chartEn,
  charts: chartsEn,
  checkpoints: checkpointsEn,
  common: commonEn,
  compare: compareEn,
  data: dataEn,
  form: formEn,
  launch: launchEn,
  queue: queueEn,
  run: runEn,
  runs: runsEn,
  settings: settingsEn,
  shell: shellEn,
  status: statusEn,
  sweeps: sweepsEn,
};
export type Messages = typeof EN;

const ZH: Messages = {
  alerts: alertsZh,
  chart: chartZh,
  charts: chartsZh,
  checkpoints: checkpointsZh,
  common: commonZh,
  compare: compareZh,
  data: dataZh,
  form: formZh,
  launch: launchZh,
  queue: queueZh,
  run: runZh,
  runs: runsZh,
  settings: settingsZh,
  shell: shellZh,
  status: statusZh,
  sweeps: sweepsZh,
};

/** Everything that Vela says, in one language. */
export function messagesOf(locale: Locale): Messages {
  return locale === "zh-CN" ? ZH : EN;
}

declare module "use-intl" {
  interface AppConfig {
    /** Makes every t("key") a checked key. */
    Messages: Messages;
  }
}
