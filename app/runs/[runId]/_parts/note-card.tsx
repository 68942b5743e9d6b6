"use client";

import { ActionIcon, Button, Group, Textarea } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import Markdown from "react-markdown";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import type { Note } from "#app/_trpc/rows.ts";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.tsx";
import { useFormat } from "#app/_ui/use-format.ts";
import { useNow } from "#app/_ui/use-now.ts";
import styles from "./notes.module.css";

const NOW_EVERY_MS = 10_000;

/** One note, drawn as markdown; HTML in it is shown as text. */
export function NoteCard({ note }: { note: Note }) {
  const t = useTranslations("run.notes");
  const format = useFormat();
  const now = useNow(NOW_EVERY_MS);
  const { edit, remove } = useNoteActions(note.runId);
  const [draft, setDraft] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  return (
    <article className={styles.note}>
      <div className={styles.noteHead}>
        <time title={format.dateTime(note.createdAt)}>{format.ago(note.createdAt, now)}</time>
        {note.step !== null && <span>{t("atStep", { step: format.count(note.step) })}</span>}
        {note.updatedAt > note.createdAt && <span title={format.dateTime(note.updatedAt)}>{t("edited")}</span>}
        <span className={styles.noteActions}>
          <ActionIcon size={24} aria-label={t("edit")} onClick={() => setDraft(note.text)}>
            <IconPencil size={15} stroke={1.6} aria-hidden />
          </ActionIcon>
          <ActionIcon size={24} aria-label={t("delete")} onClick={() => setAsking(true)}>
            <IconTrash size={15} stroke={1.6} aria-hidden />
          </ActionIcon>
        </span>
      </div>
      {draft === null ? (
        <div className={styles.markdown}>
          <Markdown>{note.text}</Markdown>
        </div>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            edit.mutate({ id: note.id, text: draft.trim() }, { onSuccess: () => setDraft(null) });
          }}
        >
          <Textarea
            aria-label={t("edit")}
            autosize
            autoFocus
            minRows={3}
            maxRows={16}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
          <Group gap={8} mt={8}>
            <Button type="submit" variant="filled" disabled={draft.trim() === ""} loading={edit.isPending}>
              {t("save")}
            </Button>
            <Button onClick={() => setDraft(null)}>{t("discard")}</Button>
          </Group>
        </form>
      )}
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t("deleteTitle")}
        text={t("deleteText")}
        action={t("delete")}
        isDangerous
        onConfirm={() => remove.mutate({ id: note.id })}
      />
    </article>
  );
}

function useNoteActions(runId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSuccess = async () => {
    await queryClient.invalidateQueries(trpc.notes.list.queryFilter({ runId }));
    void queryClient.invalidateQueries(trpc.runs.get.queryFilter({ id: runId }));
  };
  return {
    edit: useMutation(trpc.notes.edit.mutationOptions({ onSuccess })),
    remove: useMutation(trpc.notes.remove.mutationOptions({ onSuccess })),
  };
}
