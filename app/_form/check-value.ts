import type { Field, FieldKind, NumberRule } from "./field.ts";
import { linesText, pairsText, readLines, readPairs } from "./lines.ts";
import { parseNumber } from "./parse-number.ts";

/** What is wrong with one field; the form turns it into a sentence in the reader's language. */
export type Problem =
  | { code: "notNumber" | "notInteger"; found: string }
  | { code: "tooSmall" | "tooLarge"; found: string; limit: number; isExclusive: boolean }
  | { code: "empty" }
  | { code: "tooLong"; limit: number }
  | { code: "badText"; found: string }
  | { code: "badLine" | "badPair"; line: number; found: string };

export type Checked = { ok: true; value: unknown } | { ok: false; problem: Problem };

/** What was typed or chosen, as the config's value. Numbers arrive as the text in their box. */
export function checkValue(field: Field, raw: unknown): Checked {
  return checkKind(field.kind, raw);
}

function checkKind(kind: FieldKind, raw: unknown): Checked {
  switch (kind.type) {
    case "number":
      if (kind.isNullable && (raw === null || raw === "")) return { ok: true, value: null };
      return checkNumber(kind, raw);
    case "mixed":
      if (typeof raw === "string" && kind.words.includes(raw)) return { ok: true, value: raw };
      return checkMixedNumber(kind, raw);
    case "text":
      if (kind.isNullable && (raw === null || raw === "")) return { ok: true, value: null };
      return checkText(kind, String(raw));
    case "lines":
      return checkLines(kind.minItems, raw);
    case "pairs":
      return checkPairs(raw);
    case "switch":
    case "choice":
    case "variant":
      return { ok: true, value: raw };
  }
}

/** A mixed field's number is edited as { number: "text" }, so that it is never taken for one of its words. */
function checkMixedNumber(kind: Extract<FieldKind, { type: "mixed" }>, raw: unknown): Checked {
  const inner = typeof raw === "object" && raw !== null ? Object.values(raw)[0] : raw;
  const checked = checkNumber(kind.number, inner);
  return checked.ok && kind.key ? { ok: true, value: { [kind.key]: checked.value } } : checked;
}

function checkNumber(rule: NumberRule, raw: unknown): Checked {
  const found = String(raw ?? "").trim();
  if (found === "") return { ok: false, problem: { code: "empty" } };
  const value = typeof raw === "number" ? raw : parseNumber(found);
  if (!Number.isFinite(value)) return { ok: false, problem: { code: "notNumber", found } };
  if (rule.isInteger && !Number.isSafeInteger(value)) return { ok: false, problem: { code: "notInteger", found } };
  const { min, max } = rule;
  if (min && (value < min.value || (min.isExclusive && value === min.value)))
    return { ok: false, problem: { code: "tooSmall", found, limit: min.value, isExclusive: min.isExclusive } };
  if (max && (value > max.value || (max.isExclusive && value === max.value)))
    return { ok: false, problem: { code: "tooLarge", found, limit: max.value, isExclusive: max.isExclusive } };
  return { ok: true, value };
}

/** Lists and pairs are edited as text; untouched ones arrive as they are. */
function checkLines(minItems: number, raw: unknown): Checked {
  const read = readLines(Array.isArray(raw) ? linesText(raw.map(String)) : String(raw ?? ""));
  if (!read.ok) return { ok: false, problem: { code: "badLine", line: read.line, found: read.found } };
  if (read.items.length < minItems) return { ok: false, problem: { code: "empty" } };
  return { ok: true, value: read.items };
}

function checkPairs(raw: unknown): Checked {
  const read = readPairs(typeof raw === "string" ? raw : pairsText((raw ?? {}) as Record<string, unknown>));
  if (!read.ok) return { ok: false, problem: { code: "badPair", line: read.line, found: read.found } };
  return { ok: true, value: read.pairs };
}

function checkText(kind: Extract<FieldKind, { type: "text" }>, text: string): Checked {
  if (text.length < kind.minLength) return { ok: false, problem: { code: "empty" } };
  if (kind.maxLength !== null && text.length > kind.maxLength)
    return { ok: false, problem: { code: "tooLong", limit: kind.maxLength } };
  if (kind.pattern && !new RegExp(kind.pattern, "u").test(text))
    return { ok: false, problem: { code: "badText", found: text } };
  return { ok: true, value: text };
}
