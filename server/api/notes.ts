import { z } from "zod";
import { addNote } from "#server/notes/add.ts";
import { editNote } from "#server/notes/edit.ts";
import { listNotes } from "#server/notes/list.ts";
import { removeNote } from "#server/notes/remove.ts";
import { OfRun, Step, Text } from "./inputs.ts";
import { procedure, router } from "./trpc.ts";

const NoteRef = z.object({ id: z.int().min(1) });

export const notesRouter = router({
  list: procedure.input(OfRun).query(({ ctx, input }) => listNotes(ctx.db, input)),
  add: procedure
    .input(OfRun.extend({ text: Text, step: Step.nullish() }))
    .mutation(({ ctx, input }) => addNote(ctx.db, input)),
  edit: procedure.input(NoteRef.extend({ text: Text })).mutation(({ ctx, input }) => editNote(ctx.db, input)),
  remove: procedure.input(NoteRef).mutation(({ ctx, input }) => removeNote(ctx.db, input)),
});
