import { useSortable } from "@dnd-kit/react/sortable";
import { IconGripVertical } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslations } from "use-intl";
import { HEIGHT, type PanelLook } from "./arrangement.ts";
import { MetricPanel, type MetricPanelProps } from "./metric-panel.tsx";
import { PanelActions } from "./panel-actions.tsx";
import styles from "./panels.module.css";
import { usePanelTitle } from "./use-panel-title.ts";
import { useResize } from "./use-resize.ts";

type Props = Pick<MetricPanelProps, "panel" | "runs" | "settings" | "syncKey" | "references" | "marks"> & {
  /** Its place in its section. */
  index: number;
  isLast: boolean;
  look: PanelLook;
  onLook: (change: PanelLook) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
};

/** A chart in its place: dragged by its grip, resized by its corner, and by keyboard or menu as well. */
export function PanelSlot({ index, isLast, look, onLook, onMove, onRemove, ...chart }: Props) {
  const t = useTranslations("charts.panels");
  const { id, section } = chart.panel;
  const title = usePanelTitle()(chart.panel);
  const slot = useRef<HTMLDivElement>(null);
  const { ref, handleRef, isDragging } = useSortable({ id, index, group: section, type: section, accept: section });
  const resize = useResize(slot, look, onLook);
  const { columns, height } = resize.look;
  return (
    <div
      ref={(element) => {
        slot.current = element;
        ref(element);
      }}
      className={styles.slot}
      data-columns={columns}
      data-dragging={isDragging}
    >
      <MetricPanel
        {...chart}
        height={height ?? HEIGHT.usual}
        yLog={look.yLog ?? false}
        onYLog={(yLog) => onLook({ yLog })}
        handle={
          <button type="button" ref={handleRef} className={styles.grip} aria-label={t("drag", { title })}>
            <IconGripVertical size={14} aria-hidden />
          </button>
        }
        menu={<PanelActions {...{ look, onLook, onMove, onRemove, isLast }} isFirst={index === 0} />}
      />
      <button type="button" className={styles.corner} aria-label={t("resize", { title })} {...resize.handlers} />
    </div>
  );
}
