"use client";

import { Anchor, Button, UnstyledButton } from "@mantine/core";
import { IconDownload, IconEye, IconFile, IconFolder } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { archiveUrl, fileUrl, inlineUrl } from "#app/_ui/file-url.ts";
import { Empty, Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import { useNow } from "#app/_ui/use-now.ts";
import { useUrlParams } from "#app/_ui/use-url-params.ts";
import styles from "./files.module.css";

const VIEWABLE = /\.(json|jsonl|log|txt|md|csv|ya?ml|png|jpe?g|webp|svg)$/i;
const NOW_EVERY_MS = 10_000;

/** The run directory as it lies on the disk. The folder that is looked at is in the URL. */
export function FilesTab({ run }: { run: RunDetail }) {
  const t = useTranslations("run.files");
  const trpc = useTRPC();
  const format = useFormat();
  const now = useNow(NOW_EVERY_MS);
  const [params, setParams] = useUrlParams();
  const path = params.get("path") ?? "";
  const files = useQuery(
    trpc.artifacts.list.queryOptions({ runId: run.id, path }, { placeholderData: keepPreviousData }),
  );
  const open = (folder: string) => setParams({ path: folder });
  return (
    <>
      <div className={styles.bar}>
        <nav aria-label={t("folder")} className={styles.crumbs}>
          <UnstyledButton onClick={() => open("")}>{run.name}</UnstyledButton>
          {crumbs(path).map(({ name, to }) => (
            <Fragment key={to}>
              <span aria-hidden>/</span>
              <UnstyledButton onClick={() => open(to)}>{name}</UnstyledButton>
            </Fragment>
          ))}
        </nav>
        {path !== "" && (
          <Button
            component="a"
            href={archiveUrl(run.id, path)}
            download
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {t("downloadFolder")}
          </Button>
        )}
      </div>
      {files.isError && <Failed what={t("failed")} error={files.error} onRetry={() => files.refetch()} />}
      {files.isPending && <RowsSkeleton rows={5} />}
      {files.data?.length === 0 && <Empty title={t("empty")} />}
      {files.data && files.data.length > 0 && (
        <div className={tables.frame}>
          <table className={tables.table}>
            <thead>
              <tr>
                <th scope="col">{t("name")}</th>
                <th scope="col" className={tables.numeric}>
                  {t("size")}
                </th>
                <th scope="col">{t("changed")}</th>
                <th scope="col">
                  <span className={tables.hidden}>{t("actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {files.data.map((file) => (
                <tr key={file.path}>
                  <th scope="row">
                    {file.kind === "folder" ? (
                      <UnstyledButton className={styles.name} onClick={() => open(file.path)}>
                        <IconFolder size={15} aria-hidden /> {file.name}
                      </UnstyledButton>
                    ) : (
                      <Anchor className={styles.name} href={fileUrl(run.id, file.path)} download c="inherit" size="sm">
                        <IconFile size={15} aria-hidden /> {file.name}
                      </Anchor>
                    )}
                  </th>
                  <td className={tables.numeric}>{file.kind === "file" ? format.bytes(file.bytes) : ""}</td>
                  <td className={tables.dim} title={format.dateTime(file.modifiedAt)}>
                    {format.ago(file.modifiedAt, now)}
                  </td>
                  <td className={tables.actions}>
                    {file.kind === "file" && VIEWABLE.test(file.name) && (
                      <Anchor href={inlineUrl(run.id, file.path)} target="_blank" rel="noreferrer" size="sm">
                        <IconEye size={15} aria-hidden style={{ verticalAlign: "-3px" }} /> {t("view")}
                      </Anchor>
                    )}
                    {file.kind === "folder" && (
                      <Anchor href={archiveUrl(run.id, file.path)} download size="sm">
                        <IconDownload size={15} aria-hidden style={{ verticalAlign: "-3px" }} /> {t("archive")}
                      </Anchor>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function crumbs(path: string): { name: string; to: string }[] {
  const names = path.split("/").filter(Boolean);
  return names.map((name, i) => ({ name, to: names.slice(0, i + 1).join("/") }));
}
