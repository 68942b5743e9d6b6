import { useTranslations } from "use-intl";

const UNITS = ["steps", "samples", "frames", "batches", "px", "s"] as const;

/** A field's unit in the reader's language; one that has no word of ours stays as the schema has it. */
export function useUnitText(): (unit: string | null) => string | null {
  const t = useTranslations("form.units");
  return (unit) => {
    const known = UNITS.find((name) => name === unit);
    return known ? t(known) : unit;
  };
}
