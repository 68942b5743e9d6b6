"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { copyText } from "./copy-text.ts";

const SHOW_DONE_MS = 1500;

export function CopyButton({ value, label }: { value: string; label?: string }) {
  const t = useTranslations("common");
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await copyText(value))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), SHOW_DONE_MS);
  };
  const words = isCopied ? t("copied") : (label ?? t("copy"));
  return (
    <Tooltip label={words}>
      <ActionIcon aria-label={words} size={24} onClick={copy}>
        {isCopied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
