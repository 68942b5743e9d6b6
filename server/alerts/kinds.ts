import { toDingTalk } from "./formats/dingtalk.ts";
import { errcodeRefusal } from "./formats/errcode.ts";
import { feishuRefusal, toFeishu } from "./formats/feishu.ts";
import { toJson } from "./formats/json.ts";
import type { Message, Post } from "./formats/message.ts";
import { toSlack } from "./formats/slack.ts";
import { toWeCom } from "./formats/wecom.ts";
import type { Target } from "./settings.ts";

type Kind = {
  write(message: Message): Post;
  /** Why an answer with status 200 is a refusal nevertheless, by its JSON. */
  refusal?(answer: Record<string, unknown>): string | null;
  /** Milliseconds between two messages, so that the receiver's limit holds. */
  paceMs: number;
};

/** Feishu takes 100 a minute, DingTalk and WeCom 20, Slack one a second. */
export const KINDS: Record<Target["kind"], Kind> = {
  json: { write: toJson, paceMs: 0 },
  slack: { write: toSlack, paceMs: 1_000 },
  feishu: { write: toFeishu, refusal: feishuRefusal, paceMs: 650 },
  dingtalk: { write: toDingTalk, refusal: errcodeRefusal, paceMs: 3_100 },
  wecom: { write: toWeCom, refusal: errcodeRefusal, paceMs: 3_100 },
};
