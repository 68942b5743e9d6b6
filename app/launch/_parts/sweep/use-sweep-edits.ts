import { useState } from "react";
import { type Field, valueAt, valuePath } from "#app/_form/field.ts";
import { useUrlParams } from "#app/_ui/use-url-params.ts";
import { FIRST_SWEEP, firstEdit, type SweepEdits } from "./sweep-edits.ts";

/** Whether the form is of a sweep, which its address says, and what of that was typed. */
export function useSweepEdits() {
  const [params, setParams] = useUrlParams();
  const [edits, setEdits] = useState<SweepEdits>(FIRST_SWEEP);
  return {
    isOn: params.has("sweep"),
    setOn: (isOn: boolean) => setParams({ sweep: isOn ? "1" : null }),
    edits,
    setEdits,
    /** Try a field, from its present value on, or no longer. */
    toggle(path: string, config: Record<string, unknown>) {
      const { [path]: old, ...others } = edits.fields;
      const now = valueAt(config, path);
      const first = typeof now === "object" || now === undefined ? "" : String(now);
      setEdits({ ...edits, fields: old ? others : { ...others, [path]: firstEdit(first) } });
    },
  };
}

/** A field as sweeps name it: by the path of its value. */
export function asSweepField(field: Field): Field {
  return { ...field, path: valuePath(field) };
}
