import { ActionIcon, Button, NativeSelect, Popover, Select } from "@mantine/core";
import { IconColumns3, IconX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useMetricName } from "#app/_ui/use-metric-name.ts";
import type { MetricFigure } from "#server/runs/list.ts";
import { FIGURES, type MetricColumn, MOST_COLUMNS } from "./columns.ts";
import styles from "./columns-menu.module.css";

type Props = {
  columns: readonly MetricColumn[];
  /** Metrics that runs in sight have. */
  keys: readonly string[];
  onColumns: (columns: readonly MetricColumn[]) => void;
};

/** Which metrics the table shows, and of each its last, least, greatest or mean value. */
export function ColumnsMenu({ columns, keys, onColumns }: Props) {
  const t = useTranslations("runs.metricColumns");
  const nameOf = useMetricName();
  const offered = keys.filter((key) => !columns.some((column) => column.key === key));
  return (
    <Popover position="bottom-end" withinPortal trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={15} aria-hidden />}>
          {t("title")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className={styles.list}>
          {columns.map(({ key, by }) => (
            <li key={key}>
              <span className={styles.name} title={key}>
                {nameOf(key)}
              </span>
              <NativeSelect
                size="xs"
                aria-label={t("figureOf", { metric: nameOf(key) })}
                data={FIGURES.map((figure) => ({ value: figure, label: t(`figures.${figure}`) }))}
                value={by}
                onChange={(event) => {
                  const figure = event.currentTarget.value as MetricFigure;
                  onColumns(columns.map((column) => (column.key === key ? { key, by: figure } : column)));
                }}
              />
              <ActionIcon
                size={24}
                aria-label={t("remove", { metric: nameOf(key) })}
                onClick={() => onColumns(columns.filter((column) => column.key !== key))}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <Select
          searchable
          aria-label={t("add")}
          placeholder={t("add")}
          nothingFoundMessage={t("nothingFound")}
          disabled={columns.length >= MOST_COLUMNS}
          data={[...offered]}
          value={null}
          comboboxProps={{ withinPortal: false }}
          onChange={(key) => key && onColumns([...columns, { key, by: "last" }])}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
