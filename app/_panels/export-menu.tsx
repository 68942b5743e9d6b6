"use client";

import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { ExportFormat } from "#server/metrics/export-formats.ts";

/** File extension → the format's name, the same in every language. */
const FORMATS: Record<ExportFormat, string> = { csv: "CSV", jsonl: "JSONL", parquet: "Parquet" };

/** Every point of some runs as a file, exactly as logged. */
export function ExportMenu({ runIds }: { runIds: string[] }) {
  const t = useTranslations("charts");
  const query = new URLSearchParams(runIds.map((id) => ["run", id]));
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={15} aria-hidden />}>
          {t("export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.entries(FORMATS).map(([format, name]) => (
          <Menu.Item key={format} component="a" href={`/api/export/points.${format}?${query}`} download>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
