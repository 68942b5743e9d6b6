import { Button, Menu } from "@mantine/core";
import { IconLayoutGrid, IconPlus, IconRestore } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { AddPanelDialog } from "./add-panel-dialog.tsx";
import { type Arrangement, AS_PLANNED, withPanel, withPanelBack } from "./arrangement.ts";
import type { PlannedPanel } from "./plan-panels.ts";
import { usePanelTitle } from "./use-panel-title.ts";

type Props = {
  keys: readonly string[];
  planned: readonly PlannedPanel[];
  arrangement: Arrangement;
  onArrangement: (next: Arrangement) => void;
};

/** Add a panel, put back one that was removed, or all as planned. */
export function PanelsMenu({ keys, planned, arrangement, onArrangement }: Props) {
  const t = useTranslations("charts.panels");
  const titleOf = usePanelTitle();
  const [isAdding, setAdding] = useState(false);
  const removed = planned.filter(({ id }) => arrangement.removed.includes(id));
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconLayoutGrid size={15} aria-hidden />}>
            {t("title")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
          <Menu.Item leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
            {t("add")}
          </Menu.Item>
          <Menu.Item leftSection={<IconRestore size={15} aria-hidden />} onClick={() => onArrangement(AS_PLANNED)}>
            {t("reset")}
          </Menu.Item>
          {removed.length > 0 && <Menu.Label>{t("putBack")}</Menu.Label>}
          {removed.map((panel) => (
            <Menu.Item key={panel.id} onClick={() => onArrangement(withPanelBack(arrangement, panel.id))}>
              {titleOf(panel)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {isAdding && (
        <AddPanelDialog
          keys={keys}
          onClose={() => setAdding(false)}
          onAdd={(panel) => {
            onArrangement(withPanel(arrangement, panel));
            setAdding(false);
          }}
        />
      )}
    </>
  );
}
