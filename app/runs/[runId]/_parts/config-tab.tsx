"use client";

import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { flattenConfig } from "#app/_form/flatten-config.ts";
import { OriginalCommand } from "#app/_form/original-command.tsx";
import { useValueText } from "#app/_form/use-value-text.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { CommandBlock } from "#app/_ui/command-block.tsx";
import { CopyButton } from "#app/_ui/copy-button.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./config.module.css";
import { Facts } from "./facts.tsx";
import { OriginPanel } from "./origin-panel.tsx";

/** Everything that the run depended on: config, command, code, environment, attempts. */
export function ConfigTab({ run }: { run: RunDetail }) {
  const t = useTranslations("run.config");
  const valueText = useValueText();
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const rows = flattenConfig(run.fullConfig).filter(
    ([path, value]) => path.toLowerCase().includes(wanted) || valueText(value).toLowerCase().includes(wanted),
  );
  return (
    <div className={styles.layout}>
      <Panel
        title={t("title")}
        flush
        actions={
          <>
            <TextInput
              leftSection={<IconSearch size={14} aria-hidden />}
              placeholder={t("search")}
              aria-label={t("search")}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
            <CopyButton value={JSON.stringify(run.fullConfig, null, 2)} label={t("copy")} />
          </>
        }
      >
        <table className={tables.table}>
          <tbody>
            {rows.map(([path, value]) => (
              <tr key={path}>
                <th scope="row" className={styles.path}>
                  <span className={tables.dim}>{path.slice(0, path.lastIndexOf(".") + 1)}</span>
                  {path.slice(path.lastIndexOf(".") + 1)}
                </th>
                <td className={styles.value}>{valueText(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className={styles.nothing}>{t("nothing")}</p>}
      </Panel>
      <div className={styles.side}>
        <Panel title={t("command")}>
          {run.command.length > 0 ? <CommandBlock command={run.command} /> : <p>{t("noCommand")}</p>}
          {run.recipe === "vla-energy" && <OriginalCommand config={run.fullConfig} />}
        </Panel>
        <Panel title={t("where")}>
          <Facts
            facts={[
              [t("id"), run.id],
              [t("dir"), run.dir],
              [t("recipe"), run.recipe],
              [
                t("version"),
                run.code && `${run.code.version}${run.code.commit ? ` (${run.code.commit.slice(0, 12)})` : ""}`,
              ],
            ]}
          />
        </Panel>
        {!run.remote && <OriginPanel run={run} />}
        <Attempts run={run} />
      </div>
    </div>
  );
}

function Attempts({ run }: { run: RunDetail }) {
  const t = useTranslations("run.config");
  const format = useFormat();
  if (run.attempts.length === 0) return null;
  return (
    <Panel title={t("attempts")} flush>
      <table className={tables.table}>
        <thead>
          <tr>
            {(["attempt", "fromStep", "startedAt", "duration", "ending"] as const).map((column) => (
              <th key={column} scope="col">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {run.attempts.map(({ attempt, step, startedAt, endedAt, exitCode, exitSignal }) => (
            <tr key={attempt}>
              <td>{attempt}</td>
              <td>{format.count(step)}</td>
              <td>{format.dateTime(startedAt)}</td>
              <td>{endedAt === null ? "–" : format.duration((endedAt - startedAt) / 1000)}</td>
              <td>{exitSignal ?? (exitCode === null ? "–" : t("exitCode", { code: exitCode }))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
