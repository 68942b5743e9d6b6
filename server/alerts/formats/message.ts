import type { Alert } from "../alert.ts";
import { short } from "../sentence.ts";
import type { Target } from "../settings.ts";

/** An HTTP POST. */
export type Post = { url: string; headers: Record<string, string>; body: string };

/** A post of JSON, as every chat's webhook takes it. */
export function postOf(url: string, content: unknown): Post {
  return { url, headers: { "Content-Type": "application/json" }, body: JSON.stringify(content) };
}

/** What every kind of webhook is made of: an alert in a target's language, and where the reader may look. */
export type Message = {
  alert: Alert;
  target: Target;
  /** One sentence. */
  text: string;
  /** Project, step and last values: "train/loss 0.0213". */
  facts: string[];
  /** The page of the run, or of Vela. */
  link: string;
  linkLabel: string;
  /** Milliseconds since epoch: when it is sent. */
  now: number;
};

/** An alert as it is written to a target. `address` is where people reach this server. */
export function messageOf(alert: Alert, target: Target, { address, now }: { address: string; now: number }): Message {
  const { run } = alert;
  const isZh = target.language === "zh-CN";
  const root = address.replace(/\/+$/, "");
  const facts = run
    ? [
        `${isZh ? "项目" : "project"} ${run.project}`,
        ...Object.entries(run.metrics).map(([key, value]) => `${key} ${short(value)}`),
      ]
    : [];
  return {
    alert,
    target,
    text: isZh ? alert.text.zh : alert.text.en,
    facts,
    link: run ? `${root}/runs/${run.id}` : alert.event === "queue.paused" ? `${root}/queue` : `${root}/`,
    linkLabel: run ? (isZh ? "打开运行" : "Open the run") : isZh ? "打开 Vela" : "Open Vela",
    now,
  };
}

/** How much an alert asks for. */
export function moodOf({ event }: Alert): "bad" | "warning" | "good" {
  if (event === "run.finished" || event === "run.recovered" || event === "disk.freed" || event === "test")
    return "good";
  return event === "run.stalled" || event === "metric.crossed" || event === "disk.low" ? "warning" : "bad";
}

/**
 * Text of a run, which anybody may have written, for a Markdown that knows tags and mentions: none of it becomes a tag, a
 * mention or a link.
 */
export function plain(text: string): string {
  return text.replaceAll("<", "＜").replaceAll(">", "＞").replaceAll("](", "] (");
}
