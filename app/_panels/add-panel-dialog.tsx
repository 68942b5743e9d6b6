import { Button, Group, Modal, MultiSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";

type Props = {
  keys: readonly string[];
  onClose: () => void;
  onAdd: (panel: { name: string; keys: string[] }) => void;
};

const MOST_METRICS = 8;
const MOST_LETTERS = 80;

/** Which metrics a new panel draws, and what it is called. */
export function AddPanelDialog({ keys, onClose, onAdd }: Props) {
  const t = useTranslations("charts.panels");
  const [chosen, setChosen] = useState<string[]>([]);
  const [name, setName] = useState("");
  return (
    <Modal opened onClose={onClose} title={t("add")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen.length > 0) onAdd({ name: name.trim(), keys: chosen });
        }}
      >
        <Stack>
          <MultiSelect
            label={t("metrics")}
            data={[...keys]}
            value={chosen}
            onChange={setChosen}
            maxValues={MOST_METRICS}
            searchable
            data-autofocus
          />
          <TextInput
            label={t("name")}
            value={name}
            maxLength={MOST_LETTERS}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" disabled={chosen.length === 0}>
              {t("addThis")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
