import { Menu } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns1, IconColumns2, IconMaximize, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { COLUMNS, type PanelLook } from "./arrangement.ts";

type Props = {
  look: PanelLook;
  isFirst: boolean;
  isLast: boolean;
  onLook: (change: PanelLook) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
};

const ICON = { size: 15, stroke: 1.6 } as const;
const COLUMN_ICONS = { 1: IconColumns1, 2: IconColumns2, all: IconMaximize } as const;

/** What a reader can do to a panel, as entries of its menu. */
export function PanelActions({ look, isFirst, isLast, onLook, onMove, onRemove }: Props) {
  const t = useTranslations("charts.panels");
  return (
    <>
      <Menu.Divider />
      <Menu.Item leftSection={<IconArrowUp {...ICON} />} disabled={isFirst} onClick={() => onMove(-1)}>
        {t("earlier")}
      </Menu.Item>
      <Menu.Item leftSection={<IconArrowDown {...ICON} />} disabled={isLast} onClick={() => onMove(1)}>
        {t("later")}
      </Menu.Item>
      {COLUMNS.filter((columns) => columns !== (look.columns ?? 1)).map((columns) => {
        const Icon = COLUMN_ICONS[columns];
        return (
          <Menu.Item key={columns} leftSection={<Icon {...ICON} />} onClick={() => onLook({ columns })}>
            {t(`columns.${columns}`)}
          </Menu.Item>
        );
      })}
      <Menu.Item leftSection={<IconTrash {...ICON} />} onClick={onRemove}>
        {t("remove")}
      </Menu.Item>
    </>
  );
}
