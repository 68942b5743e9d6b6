"use client";

import { Alert, Button, Group, Modal, Textarea } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { differences } from "#app/_form/differences.ts";
import type { FieldGroup } from "#app/_form/field.ts";
import type { TrainConfig } from "#trainer/contract/config.ts";
import { ImportedSummary } from "./imported-summary.tsx";
import styles from "./launch.module.css";
import { readCommand } from "./read-command.ts";

type Props = {
  opened: boolean;
  onClose: () => void;
  groups: FieldGroup[];
  defaults: Record<string, unknown>;
  onApply: (config: TrainConfig) => void;
};

/** A box for a command line of the original; what it means is shown while it is typed. */
export function ImportDialog({ opened, onClose, ...rest }: Props) {
  const t = useTranslations("launch.import");
  const common = useTranslations("common");
  const isPhone = useMediaQuery("(max-width: 640px)");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("title")}
      size={680}
      fullScreen={isPhone ?? false}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <ImportForm onClose={onClose} {...rest} />
    </Modal>
  );
}

function ImportForm({ onClose, groups, defaults, onApply }: Omit<Props, "opened">) {
  const t = useTranslations("launch.import");
  const common = useTranslations("common");
  const [text, setText] = useState("");
  const read = useMemo(() => readCommand(text), [text]);
  const changes = useMemo(
    () => (read.state === "read" ? differences(groups, defaults, read.config) : []),
    [read, groups, defaults],
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (read.state === "read") onApply(read.config);
      }}
    >
      <Textarea
        label={t("label")}
        description={t("about")}
        placeholder={EXAMPLE}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={4}
        maxRows={12}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: styles.commandInput, description: styles.commandAbout }}
        error={read.state === "wrong"}
        data-autofocus
      />
      <div aria-live="polite">
        {read.state === "wrong" && (
          <Alert color="red" mt={8} p={8} title={t("wrong")}>
            {read.error}
          </Alert>
        )}
        {read.state === "read" && <ImportedSummary imported={read} changes={changes} />}
      </div>
      <Group justify="flex-end" gap={8} mt={16}>
        <Button onClick={onClose}>{common("cancel")}</Button>
        <Button type="submit" variant="filled" disabled={read.state !== "read"}>
          {t("apply")}
        </Button>
      </Group>
    </form>
  );
}

const EXAMPLE = "torchrun … vla-scripts/finetune_Energy.py --dataset_name libero_spatial_no_noops --lora_rank 32 …";
