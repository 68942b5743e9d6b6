import type { Command } from "commander";
import { findRun } from "../find-run.ts";
import { print } from "../print.ts";
import type { Session } from "../session.ts";
import { formatTable } from "../table.ts";
import { formatTime } from "../time.ts";

export function addNote(program: Command, session: Session) {
  const { note } = session.messages.commands;
  program
    .command("note")
    .description(note.about)
    .argument("<run>", session.messages.help.run)
    .argument("<text>", note.text)
    .action((typed: string, text: string) => writeNote(session, typed, text));
}

async function writeNote(session: Session, typed: string, text: string) {
  const { api, messages, hasColour } = session;
  const run = await findRun(session, typed);
  const note = await api.notes.add.mutate({ runId: run.id, text });
  const { heads } = messages;
  print(session, {
    json: note,
    text: () =>
      formatTable(
        [note],
        [
          { head: heads.id, cell: () => run.id },
          { head: heads.name, cell: () => run.name },
          { head: heads.time, cell: ({ createdAt }) => formatTime(createdAt) },
          { head: heads.note, cell: (each) => each.text },
        ],
        { hasColour },
      ),
  });
}
