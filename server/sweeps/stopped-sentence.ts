import type { Text } from "#trainer/contract/config/field.ts";
import type { StoppedBy } from "./plan.ts";

/** Why a sweep stopped a run, in one sentence without a full stop. */
export function stoppedSentence(by: StoppedBy): Text {
  const { metric, step } = by;
  switch (by.rule) {
    case "notFinite":
      return {
        en: `stopped by its sweep: ${metric} was ${by.value} at step ${step}`,
        zh: `被扫描停止：第 ${step} 步的 ${metric} 为 ${by.value}`,
      };
    case "noProgress":
      return {
        en: `stopped by its sweep: ${metric} was ${short(by.first)} at first and ${short(by.best)} at best by step ${step}`,
        zh: `被扫描停止：到第 ${step} 步，${metric} 起初为 ${short(by.first)}，最好为 ${short(by.best)}`,
      };
    case "halving":
      return {
        en: `stopped by its sweep: with ${metric} ${short(by.value)} at step ${step} it was in place ${by.place} of ${by.of}, and the best ${by.kept} went on`,
        zh: `被扫描停止：第 ${step} 步的 ${metric} 为 ${short(by.value)}，在 ${by.of} 个中排第 ${by.place}，前 ${by.kept} 名继续`,
      };
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
