import type { Text } from "#trainer/contract/config/field.ts";
import type { Alert, AlertEvent, AlertedRun, MetricRule } from "./alert.ts";

/** What a run's event is called in a sentence; `reason` as the run's end says it. */
export function runSentence(event: AlertEvent, run: AlertedRun, reason: string | null): Text {
  const { name } = run;
  const at = stepsOf(run);
  const why = reason ? `: ${reason}` : "";
  const whyZh = reason ? `：${reason}` : "";
  switch (event) {
    case "run.finished":
      return { en: `${name} finished at ${at.en}`, zh: `${name} 已完成（${at.zh}）` };
    case "run.lost":
      return { en: `${name} was lost at ${at.en}${why}`, zh: `${name} 已丢失（${at.zh}）${whyZh}` };
    case "run.preempted":
      return { en: `${name} was preempted at ${at.en}${why}`, zh: `${name} 被抢占（${at.zh}）${whyZh}` };
    case "run.stalled":
      return {
        en: `${name} is alive, but has logged nothing for 10 minutes, since ${at.en}`,
        zh: `${name} 仍在运行，但已 10 分钟没有新日志（停在${at.zh}）`,
      };
    case "run.recovered":
      return { en: `${name} goes on, now at ${at.en}`, zh: `${name} 已恢复（${at.zh}）` };
    default:
      return { en: `${name} failed at ${at.en}${why}`, zh: `${name} 失败（${at.zh}）${whyZh}` };
  }
}

/** A metric of a run is NaN or infinite. */
export function notFiniteSentence({ name }: AlertedRun, { key, step }: { key: string; step: number }): Text {
  return {
    en: `${name}: ${key} is not a finite number, seen by step ${step}`,
    zh: `${name}：${key} 不再是有限数（到第 ${step} 步时发现）`,
  };
}

/** A metric of a run has crossed the line of a rule. */
export function crossedSentence({ name }: AlertedRun, { key, is, value: line }: MetricRule, value: number): Text {
  const zh = is === "above" ? "高于" : "低于";
  return {
    en: `${name}: ${key} was ${short(value)}, ${is} ${short(line)}`,
    zh: `${name}：${key} 为 ${short(value)}，${zh} ${short(line)}`,
  };
}

export function diskSentence(event: "disk.low" | "disk.freed", freeBytes: number): Text {
  const free = `${(freeBytes / 1e9).toFixed(1)} GB`;
  return event === "disk.low"
    ? { en: `The disk is nearly full: ${free} free`, zh: `磁盘空间不足：仅剩 ${free}` }
    : { en: `The disk has room again: ${free} free`, zh: `磁盘空间已恢复：剩余 ${free}` };
}

export function queueSentence(failedRuns: string[]): Text {
  const names = failedRuns.join(", ");
  return {
    en: `The queue is paused: three attempts in a row failed within a minute (${names})`,
    zh: `队列已暂停：连续三次启动都在一分钟内失败（${names}）`,
  };
}

/** A message that shows whether a target works. */
export function testAlert(now: number): Alert {
  const text: Text = {
    en: "This is a test from Vela: alerts arrive here",
    zh: "这是来自 Vela 的测试消息：告警可以送达",
  };
  return { key: `test/${now}`, event: "test", at: now, text, run: null };
}

/** A number as sentences write it; "NaN" and the infinities stay as they are. */
export function short(value: number | string): string {
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : value;
}

function stepsOf({ step, maxSteps }: AlertedRun): Text {
  const of = maxSteps === null ? "" : ` of ${maxSteps}`;
  return { en: `step ${step}${of}`, zh: maxSteps === null ? `第 ${step} 步` : `第 ${step} / ${maxSteps} 步` };
}
