"use client";

import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import { PageHead } from "#app/_ui/page-head.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Empty, Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./data.module.css";
import { SampleMaker } from "./sample-maker.tsx";

const SAMPLE_SIZES = [64, 128] as const;
const SAMPLE_EPISODES = 400;

/** Which data sets lie below the data root, and the ones that Vela makes itself. */
export function DataPage() {
  const t = useTranslations("data");
  const trpc = useTRPC();
  const format = useFormat();
  const datasets = useQuery(trpc.datasets.list.queryOptions());
  const info = useQuery(trpc.system.info.queryOptions());
  return (
    <>
      <PageHead title={t("title")} about={t("about")} />
      <div className={styles.page}>
        {datasets.isError && !datasets.data && (
          <Failed what={t("failed")} error={datasets.error} onRetry={() => datasets.refetch()} />
        )}
        {datasets.isPending && <RowsSkeleton rows={3} />}
        {datasets.data?.length === 0 && <Empty title={t("none")}>{t("noneText")}</Empty>}
        {datasets.data && datasets.data.length > 0 && (
          <div className={tables.frame}>
            <table className={tables.table}>
              <thead>
                <tr>
                  <th scope="col">{t("name")}</th>
                  <th scope="col">{t("version")}</th>
                  <th scope="col">{t("splits")}</th>
                  <th scope="col" className={tables.numeric}>
                    {t("episodes")}
                  </th>
                  <th scope="col" className={tables.numeric}>
                    {t("size")}
                  </th>
                  <th scope="col">{t("path")}</th>
                </tr>
              </thead>
              <tbody>
                {datasets.data.map(({ name, version, splits, sample, path }) => (
                  <tr key={path}>
                    <th scope="row">
                      <strong>{name}</strong>{" "}
                      {sample && (
                        <Badge variant="light" size="sm">
                          {t("isSample")}
                        </Badge>
                      )}
                    </th>
                    <td>{version ?? "–"}</td>
                    <td>{splits.map((split) => `${split.name} ${format.count(split.episodes)}`).join(" · ")}</td>
                    <td className={tables.numeric}>{format.count(total(splits, "episodes"))}</td>
                    <td className={tables.numeric}>{format.bytes(total(splits, "bytes"))}</td>
                    <td className={styles.path}>{path}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        <Panel title={t("sample.title")}>
          <p className={styles.text}>{t("sample.text")}</p>
          <div className={styles.samples}>
            {SAMPLE_SIZES.map((size) => (
              <SampleMaker
                key={size}
                size={size}
                episodes={SAMPLE_EPISODES}
                label={t(
                  datasets.data?.some(({ name }) => name === `vela_scoop_${size}`) ? "sample.remake" : "sample.make",
                  {
                    size,
                  },
                )}
              />
            ))}
          </div>
        </Panel>
        <Panel title={t("own.title")}>
          <p className={styles.text}>{t("own.text")}</p>
          {info.data && <code className={styles.path}>{info.data.dataDir}/datasets/rlds/</code>}
        </Panel>
      </div>
    </>
  );
}

function total(splits: { episodes: number | null; bytes: number }[], column: "episodes" | "bytes"): number {
  return splits.reduce((sum, split) => sum + (split[column] ?? 0), 0);
}
