"use client";

import { Anchor } from "@mantine/core";
import { useTranslations } from "use-intl";
import { exactNumber } from "#app/_format/number.ts";
import type { CheckpointRow } from "#app/_trpc/rows.ts";
import { CopyButton } from "#app/_ui/copy-button.tsx";
import { fileUrl } from "#app/_ui/file-url.ts";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./checkpoint-files.module.css";

/** Files of one checkpoint, each to download, with its checksum, and all that was measured at its step. */
export function CheckpointFiles({ runId, checkpoint }: { runId: string; checkpoint: CheckpointRow }) {
  const t = useTranslations("checkpoints");
  const format = useFormat();
  return (
    <div className={styles.opened}>
      <ul className={styles.files}>
        {checkpoint.files.map((file) => (
          <li key={file.path}>
            <Anchor href={fileUrl(runId, `${checkpoint.path}/${file.path}`)} download size="sm">
              {file.path}
            </Anchor>
            <span className={`${tables.dim} numbers`}>{format.bytes(file.bytes)}</span>
            <code className={styles.hash} title={file.sha256}>
              sha256 {file.sha256.slice(0, 12)}…
            </code>
            <CopyButton value={file.sha256} label={t("copyHash", { file: file.path })} />
          </li>
        ))}
      </ul>
      <ul className={styles.metrics}>
        {Object.entries(checkpoint.metrics).map(([key, value]) => (
          <li key={key}>
            <span className={tables.dim}>{key}</span>
            <span className="numbers" title={exactNumber(value)}>
              {format.number(value)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
