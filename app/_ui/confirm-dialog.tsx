"use client";

import { Button, Group, Modal } from "@mantine/core";
import { useTranslations } from "use-intl";

type Props = {
  opened: boolean;
  onClose: () => void;
  title: string;
  text: string;
  /** Says what happens: "Delete", not "OK". */
  action: string;
  onConfirm: () => void;
  isDangerous?: boolean;
};

export function ConfirmDialog({ opened, onClose, title, text, action, onConfirm, isDangerous = false }: Props) {
  const t = useTranslations("common");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      centered
      size={440}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <p style={{ overflowWrap: "anywhere" }}>{text}</p>
      <Group justify="flex-end" gap={8} mt={16}>
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button variant="filled" color={isDangerous ? "red" : undefined} onClick={onConfirm} data-autofocus>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
