import { DragDropProvider } from "@dnd-kit/react";
import { isSortable } from "@dnd-kit/react/sortable";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { Mark, Reference } from "#app/_chart/paint-marks.ts";
import { type Arrangement, nudged, reorder, withLook, withoutPanel } from "./arrangement.ts";
import type { ChartedRun } from "./chart-series.ts";
import type { ChartSettings } from "./chart-settings.ts";
import { PanelSlot } from "./panel-slot.tsx";
import styles from "./panels.module.css";
import { isNamedSection, type PlannedPanel } from "./plan-panels.ts";

type Props = {
  section: string;
  /** Its panels that are in sight. */
  panels: readonly PlannedPanel[];
  /** Every panel of the page. */
  arranged: readonly PlannedPanel[];
  arrangement: Arrangement;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onArrangement: (next: Arrangement) => void;
  runs: readonly ChartedRun[];
  settings: ChartSettings;
  syncKey: string;
  references?: readonly Reference[];
  marks?: readonly Mark[];
};

/** The panels of one prefix, which can be folded away and put in another order. */
export function PanelSection({ section, panels, arranged, arrangement, isOpen, ...props }: Props) {
  const { onOpen, onArrangement, runs, settings, syncKey, references, marks } = props;
  const t = useTranslations("charts");
  const ids = panels.map(({ id }) => id);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <section>
      <h2 className={styles.section}>
        <button type="button" aria-expanded={isOpen} onClick={() => onOpen(!isOpen)}>
          <Chevron size={14} aria-hidden />
          {isNamedSection(section) ? t(`sections.${section}`) : section}
          <span className={styles.count}>{panels.length}</span>
        </button>
      </h2>
      {isOpen && (
        <DragDropProvider
          onDragEnd={({ canceled, operation: { source } }) => {
            if (canceled || !isSortable(source) || source.index === source.initialIndex) return;
            const next = [...ids];
            next.splice(source.index, 0, ...next.splice(source.initialIndex, 1));
            onArrangement(reorder(arrangement, arranged, next));
          }}
        >
          <div className={styles.board}>
            <div className={styles.grid}>
              {panels.map((panel, index) => (
                <PanelSlot
                  key={panel.id}
                  {...{ panel, index, runs, settings, syncKey, marks }}
                  isLast={index === panels.length - 1}
                  references={panel.references ? references : undefined}
                  look={arrangement.looks[panel.id] ?? {}}
                  onLook={(change) => onArrangement(withLook(arrangement, panel.id, change))}
                  onMove={(by) => onArrangement(reorder(arrangement, arranged, nudged(ids, panel.id, by)))}
                  onRemove={() => onArrangement(withoutPanel(arrangement, panel.id))}
                />
              ))}
            </div>
          </div>
        </DragDropProvider>
      )}
    </section>
  );
}
