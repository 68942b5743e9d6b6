"use client";

import { Button, CloseButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCopy, IconLink } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useTRPCClient } from "#app/_trpc/context.ts";
import { copyText } from "#app/_ui/copy-text.ts";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./console.module.css";
import { type Lines, lineHash } from "./line-hash.ts";

const MAX_LINES = 5000;

/** What can be done with the lines that are chosen: their text, or the address that shows them. */
export function CopyLines({ runId, lines, onClear }: { runId: string; lines: Lines; onClear: () => void }) {
  const t = useTranslations("run.console");
  const format = useFormat();
  const client = useTRPCClient();
  const { first, last } = lines;
  const say = (message: string) => notifications.show({ message });
  const copy = async () => {
    const texts: string[] = [];
    const wanted = Math.min(last - first + 1, MAX_LINES);
    while (texts.length < wanted) {
      const input = { runId, from: first - 1 + texts.length, count: Math.min(1000, wanted - texts.length) };
      const { rows } = await client.console.rows.query(input);
      if (rows.length === 0) break;
      texts.push(...rows.map(({ spans }) => spans.map(({ text }) => text).join("")));
    }
    if (await copyText(`${texts.join("\n")}\n`)) say(t("copied"));
    if (wanted < last - first + 1) say(t("copyTooMany", { count: format.count(MAX_LINES) }));
  };
  const copyLink = async () => {
    const url = new URL(window.location.href);
    url.hash = lineHash(lines);
    if (await copyText(url.href)) say(t("copied"));
  };
  return (
    <div className={styles.chosen}>
      <span>{t("lines", { count: last - first + 1, first: format.count(first), last: format.count(last) })}</span>
      <Button
        leftSection={<IconCopy size={14} aria-hidden />}
        onClick={() =>
          void copy().catch((error: Error) => notifications.show({ color: "red", message: error.message }))
        }
      >
        {t("copyLines")}
      </Button>
      <Button leftSection={<IconLink size={14} aria-hidden />} onClick={() => void copyLink()}>
        {t("copyLink")}
      </Button>
      <CloseButton size="sm" aria-label={t("clear")} onClick={onClear} />
    </div>
  );
}
