import styles from "./line-chart.module.css";
import { placeTooltip, tooltipRows } from "./place-tooltip.ts";

export type TooltipRow = { color: string; label: string; value: string; aside: string; isEmphasised: boolean };
export type TooltipContent = { head: string; marks: readonly string[]; rows: readonly TooltipRow[]; more: string };
export type TooltipElement = {
  /** How many rows it has room for. */
  room: () => number;
  show: (content: TooltipContent, pointer: { x: number; y: number }) => void;
  hide: () => void;
  remove: () => void;
};

const ROW_HEIGHT = 18;
const HEAD_HEIGHT = 64;

/**
 * A tooltip at the end of <body>, where no panel clips it, written anew on each move: with fifty lines React would take
 * longer than the frame. Each of its columns is one text with a line a row, which is laid out several times as fast as rows.
 */
export function makeTooltip(): TooltipElement {
  const root = element("div", styles.tooltip);
  const head = root.appendChild(element("div", styles.tooltipHead));
  const marks = root.appendChild(element("div", styles.tooltipMarks));
  const list = root.appendChild(element("div", styles.tooltipRows));
  const swatches = list.appendChild(element("div", undefined));
  const labels = makeColumn(list, styles.tooltipLabels);
  const asides = makeColumn(list, styles.tooltipAsides);
  const values = makeColumn(list, styles.tooltipValues);
  const more = root.appendChild(element("div", styles.tooltipMore));
  const pool: { root: HTMLElement; color: string }[] = [];
  root.setAttribute("aria-hidden", "true");
  root.hidden = true;
  document.body.append(root);

  // Reading sizes right after writing rows would force a layout on every move: sizes come from observers, before paint.
  let size = { width: 0, height: 0 };
  let view = viewport();
  let pointer = { x: 0, y: 0 };
  const observer = new ResizeObserver(([entry]) => {
    const box = entry?.borderBoxSize[0];
    if (!box || box.inlineSize === 0) return;
    size = { width: box.inlineSize, height: box.blockSize };
    place();
  });
  observer.observe(root);
  const measureView = () => {
    view = viewport();
  };
  window.addEventListener("resize", measureView);

  function place() {
    const { x, y } = placeTooltip(pointer, size, view);
    root.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  return {
    room: () => tooltipRows(view, { rowHeight: ROW_HEIGHT, headHeight: HEAD_HEIGHT }),
    show(content, at) {
      pointer = at;
      write(head, content.head);
      write(marks, content.marks.join("\n"));
      write(more, content.more);
      const { rows } = content;
      const emphasised = rows.findIndex(({ isEmphasised }) => isEmphasised);
      fillColumn(
        labels,
        rows.map(({ label }) => label),
        emphasised,
      );
      fillColumn(
        asides,
        rows.map(({ aside }) => aside),
        emphasised,
      );
      fillColumn(
        values,
        rows.map(({ value }) => value),
        emphasised,
      );
      while (pool.length < rows.length)
        pool.push({ root: swatches.appendChild(element("div", styles.swatch)), color: "" });
      for (const [i, swatch] of pool.entries()) {
        const { color } = rows[i] ?? swatch;
        swatch.root.hidden = i >= rows.length;
        if (swatch.color !== color) swatch.root.style.background = `${color} content-box`;
        swatch.color = color;
      }
      root.hidden = false;
      place();
    },
    hide() {
      root.hidden = true;
    },
    remove() {
      observer.disconnect();
      window.removeEventListener("resize", measureView);
      root.remove();
    },
  };
}

/** A column of words, a line a row, with one of them strong. */
type Column = { root: HTMLElement; before: Text; strong: Text; after: Text };

function makeColumn(parent: HTMLElement, className: string | undefined): Column {
  const root = parent.appendChild(element("div", className));
  const before = root.appendChild(new Text());
  const strong = root.appendChild(document.createElement("strong")).appendChild(new Text());
  const after = root.appendChild(new Text());
  return { root, before, strong, after };
}

function fillColumn({ root, before, strong, after }: Column, words: readonly string[], emphasised: number) {
  const texts = words.map((word) => word.replace(/\s+/g, " "));
  root.hidden = texts.every((text) => text === "");
  const split = emphasised < 0 ? texts.length : emphasised;
  change(
    before,
    texts
      .slice(0, split)
      .map((text) => `${text}\n`)
      .join(""),
  );
  change(strong, texts[split] ?? "");
  change(
    after,
    texts
      .slice(split + 1)
      .map((text) => `\n${text}`)
      .join(""),
  );
}

/** The text that is there with other words: a new one in its place would have the column laid out from nothing. */
function change(target: Text, text: string) {
  if (target.data !== text) target.data = text;
}

function write(target: HTMLElement, text: string) {
  if (target.textContent !== text) target.textContent = text;
}

function element(tag: string, className: string | undefined): HTMLElement {
  const made = document.createElement(tag);
  made.className = className ?? "";
  return made;
}

function viewport(): { width: number; height: number } {
  return { width: document.documentElement.clientWidth, height: window.innerHeight };
}
