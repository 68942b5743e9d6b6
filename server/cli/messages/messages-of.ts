import type { Locale } from "../locale.ts";
import { en, type Messages } from "./en.ts";
import { zhCN } from "./zh-cn.ts";

const MESSAGES: Record<Locale, Messages> = { en, "zh-CN": zhCN };

/** Everything that the command says, in a language. */
export function messagesOf(locale: Locale): Messages {
  return MESSAGES[locale];
}
