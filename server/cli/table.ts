import { type Colour, paint } from "./paint.ts";
import { plainText, textWidth } from "./text-width.ts";

export type Column<Row> = {
  head: string;
  cell(row: Row): string;
  align?: "right";
  colour?(row: Row): Colour | null;
};

const GAP = "  ";

/** Rows under their heads in aligned columns, without a line break at the end. */
export function formatTable<Row>(rows: Row[], columns: Column<Row>[], { hasColour = false } = {}): string {
  const cells = rows.map((row) => columns.map(({ cell }) => plainText(cell(row))));
  const widths = columns.map(({ head }, at) => Math.max(textWidth(head), ...cells.map((row) => textWidth(row[at]!))));
  const line = (texts: string[], colourOf: (at: number) => Colour | null) =>
    texts
      .map((text, at) => {
        const space = " ".repeat(widths[at]! - textWidth(text));
        const shown = hasColour ? paint(text, colourOf(at)) : text;
        return columns[at]!.align === "right" ? space + shown : shown + space;
      })
      .join(GAP)
      .trimEnd();
  const heads = line(
    columns.map(({ head }) => head),
    () => "dim",
  );
  return [heads, ...cells.map((texts, row) => line(texts, (at) => columns[at]!.colour?.(rows[row]!) ?? null))].join(
    "\n",
  );
}

/** Names and their values below each other; a null value is left out. */
export function formatFields(fields: [name: string, value: string | null][], { hasColour = false } = {}): string {
  const shown = fields.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  const width = Math.max(0, ...shown.map(([name]) => textWidth(name)));
  return shown
    .map(([name, value]) => {
      const space = " ".repeat(width - textWidth(name));
      return `${hasColour ? paint(name, "dim") : name}${space}${GAP}${plainText(value)}`.trimEnd();
    })
    .join("\n");
}
