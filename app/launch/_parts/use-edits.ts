import { useState } from "react";
import type { Edits } from "#app/_form/build-config.ts";

type Edited = { key: string; edits: Edits };

/** Edits belong to what they were made on, by its key: another preset or run starts clean. */
export function useEdits() {
  const [edited, setEdited] = useState<Edited>({ key: "", edits: NONE });
  return {
    editsOf: (key: string) => (edited.key === key ? edited.edits : NONE),
    setEdits: (key: string, edits: Edits) => setEdited({ key, edits }),
  };
}

const NONE: Edits = {};
