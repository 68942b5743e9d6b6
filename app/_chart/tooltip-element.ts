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
 * A tooltip at the end of <body>, where no panel clips it. Its rows are kept and written anew on each move:
 * with fifty lines React would take longer than the frame.
 */
export function makeTooltip(): TooltipElement {
  const root = element("div", styles.tooltip);
  const head = root.appendChild(element("div", styles.tooltipHead));
  const marks = root.appendChild(element("div", styles.tooltipMarks));
  const list = root.appendChild(element("div", styles.tooltipRows));
  const more = root.appendChild(element("div", styles.tooltipMore));
  const pool: Row[] = [];
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
      while (pool.length < content.rows.length) pool.push(makeRow(list));
      for (const [i, row] of pool.entries()) fillRow(row, content.rows[i]);
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

type Row = {
  root: HTMLElement;
  swatch: HTMLElement;
  label: HTMLElement;
  aside: HTMLElement;
  value: HTMLElement;
  color: string;
};

function makeRow(list: HTMLElement): Row {
  const root = list.appendChild(element("div", styles.tooltipRow));
  const swatch = root.appendChild(element("span", styles.swatch));
  const label = root.appendChild(element("span", styles.tooltipLabel));
  const aside = root.appendChild(element("span", styles.tooltipAside));
  const value = root.appendChild(element("span", styles.tooltipValue));
  return { root, swatch, label, aside, value, color: "" };
}

function fillRow(row: Row, content: TooltipRow | undefined) {
  row.root.hidden = !content;
  if (!content) return;
  if (row.color !== content.color) row.swatch.style.background = content.color;
  row.color = content.color;
  row.root.dataset.emphasised = String(content.isEmphasised);
  write(row.label, content.label);
  write(row.aside, content.aside);
  write(row.value, content.value);
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
