import type { CSSProperties } from "react";
import type { ConsoleSpan } from "#app/_trpc/rows.ts";

type Look = { className: string | undefined; style: CSSProperties | undefined };

/** How a span is drawn. Colours go to the style sheet as variables: it keeps them legible in both themes. */
export function spanLook(span: ConsoleSpan, styles: Record<string, string>): Look {
  const { fg, bg, inverse, bold, dim, italic, underline, strike } = span;
  const names = [
    bold && "bold",
    dim && "dim",
    italic && "italic",
    underline && "underlined",
    strike && "struck",
    inverse ? "inverse" : bg !== undefined && "behind",
    typeof fg === "string" && "own",
  ];
  const className = names
    .filter((name) => typeof name === "string")
    .map((name) => styles[name])
    .join(" ");
  const style: Record<string, string> = {};
  if (fg !== undefined) style["--fg"] = color(fg);
  if (bg !== undefined) style["--bg"] = color(bg);
  if (fg !== undefined && typeof fg === "number" && !inverse) style.color = "var(--fg)";
  return { className: className || undefined, style: Object.keys(style).length > 0 ? style : undefined };
}

function color(of: number | string): string {
  return typeof of === "number" ? `var(--ansi-${of % 8 === 0 || of === 7 || of === 15 ? of : of % 8})` : of;
}
