"use client";

import { Button, TagsInput, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { useRunActions } from "#app/_trpc/use-run-actions.ts";
import { Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { NoteCard } from "./note-card.tsx";
import styles from "./notes.module.css";

/** What people think of a run: its tags and its notes, in markdown. */
export function NotesTab({ run }: { run: RunDetail }) {
  const t = useTranslations("run.notes");
  const trpc = useTRPC();
  const notes = useQuery(trpc.notes.list.queryOptions({ runId: run.id }));
  return (
    <div className={styles.notes}>
      <Tags run={run} />
      <NewNote runId={run.id} />
      {notes.isError && !notes.data && (
        <Failed what={t("failed")} error={notes.error} onRetry={() => notes.refetch()} />
      )}
      {notes.isPending && <RowsSkeleton rows={2} height={64} />}
      {notes.data?.length === 0 && <p className={styles.dim}>{t("none")}</p>}
      {notes.data?.map((note) => (
        <NoteCard key={note.id} note={note} />
      ))}
    </div>
  );
}

function Tags({ run }: { run: RunDetail }) {
  const t = useTranslations("run.notes");
  const trpc = useTRPC();
  const { update } = useRunActions();
  const all = useQuery(trpc.runs.list.queryOptions({ limit: 1 }));
  const tags = update.isPending ? (update.variables.tags ?? run.tags) : run.tags;
  return (
    <TagsInput
      label={t("tags")}
      placeholder={tags.length === 0 ? t("tagsPlaceholder") : undefined}
      data={all.data?.allTags ?? []}
      value={tags}
      onChange={(next) => update.mutate({ id: run.id, tags: next })}
    />
  );
}

function NewNote({ runId }: { runId: string }) {
  const t = useTranslations("run.notes");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [text, setText] = useState("");
  const add = useMutation(
    trpc.notes.add.mutationOptions({
      onSuccess: () => {
        setText("");
        void queryClient.invalidateQueries(trpc.notes.list.queryFilter({ runId }));
        void queryClient.invalidateQueries(trpc.runs.get.queryFilter({ id: runId }));
      },
    }),
  );
  return (
    <form
      className={styles.newNote}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") add.mutate({ runId, text: text.trim() });
      }}
    >
      <Textarea
        label={t("new")}
        placeholder={t("placeholder")}
        autosize
        minRows={3}
        maxRows={16}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="filled" disabled={text.trim() === ""} loading={add.isPending}>
        {t("add")}
      </Button>
    </form>
  );
}
