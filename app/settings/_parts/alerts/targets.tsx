import { ActionIcon, Button, Group, Switch } from "@mantine/core";
import { IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { AlertSettings, AlertTarget } from "#app/_trpc/rows.ts";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.tsx";
import tables from "#app/_ui/table.module.css";
import styles from "./alerts.module.css";
import { TargetDialog } from "./target-dialog.tsx";
import { TestButton } from "./test-button.tsx";
import { asInput, useSaveAlerts } from "./use-save.ts";

/** The webhooks that are told, each with its switch, its test and its form. */
export function Targets({ settings }: { settings: AlertSettings }) {
  const t = useTranslations("alerts.targets");
  const [edited, setEdited] = useState<AlertTarget | "new" | null>(null);
  const { targets } = settings;
  return (
    <>
      {targets.length === 0 ? (
        <p className={styles.dim}>{t("none")}</p>
      ) : (
        <ul className={styles.list}>
          {targets.map((target) => (
            <TargetRow key={target.id} target={target} settings={settings} onEdit={() => setEdited(target)} />
          ))}
        </ul>
      )}
      <Group gap={8} mt={8}>
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setEdited("new")}>
          {t("add")}
        </Button>
      </Group>
      <TargetDialog settings={settings} edited={edited} onClose={() => setEdited(null)} />
    </>
  );
}

type Props = { target: AlertTarget; settings: AlertSettings; onEdit: () => void };

function TargetRow({ target, settings, onEdit }: Props) {
  const t = useTranslations("alerts.targets");
  const kinds = useTranslations("alerts.kinds");
  const topics = useTranslations("alerts.topics");
  const { save, isPending } = useSaveAlerts(settings);
  const [isAsking, setAsking] = useState(false);
  const { id, name, kind, urlShown, project, enabled } = target;
  const said = target.topics.map((topic) => topics(topic)).join(" · ");
  return (
    <li className={styles.target}>
      <Switch
        aria-label={t("enabled", { name })}
        checked={enabled}
        disabled={isPending}
        onChange={(event) => {
          const next = event.currentTarget.checked;
          save({
            targets: settings.targets.map((each) => ({ ...asInput(each), ...(each.id === id && { enabled: next }) })),
          });
        }}
      />
      <div className={styles.targetText}>
        <div>
          <strong>{name}</strong> <span className={tables.dim}>{kinds(kind)}</span>
        </div>
        <div className={`${styles.dim} numbers`}>{urlShown}</div>
        <div className={styles.dim}>
          {said || t("nothing")}
          {project && ` · ${t("onlyProject", { project })}`}
        </div>
      </div>
      <div className={styles.targetActions}>
        <TestButton target={asInput(target)} name={name} />
        <ActionIcon aria-label={t("edit", { name })} onClick={onEdit}>
          <IconPencil size={16} stroke={1.6} aria-hidden />
        </ActionIcon>
        <ActionIcon aria-label={t("remove", { name })} onClick={() => setAsking(true)}>
          <IconTrash size={16} stroke={1.6} aria-hidden />
        </ActionIcon>
      </div>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t("remove", { name })}
        text={t("removeText")}
        action={t("removeAction")}
        isDangerous
        onConfirm={() => {
          setAsking(false);
          save({ targets: settings.targets.filter((each) => each.id !== id).map(asInput) });
        }}
      />
    </li>
  );
}
