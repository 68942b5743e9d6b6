import type { Metadata } from "next";
import { messagesOf } from "./messages.ts";
import { requestLocale } from "./request-locale.ts";

/** The browser tab's title of a page, in the reader's language. */
export async function pageMetadata(page: keyof ReturnType<typeof messagesOf>["shell"]["pages"]): Promise<Metadata> {
  const { pages } = messagesOf(await requestLocale()).shell;
  return { title: `${pages[page]} · Vela` };
}
