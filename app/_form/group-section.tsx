"use client";

import { UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import styles from "./form.module.css";

type Props = { title: string; note: string | null; isOpen: boolean; onToggle: () => void; children: ReactNode };

/** A group of fields that opens and closes. */
export function GroupSection({ title, note, isOpen, onToggle, children }: Props) {
  const bodyId = useId();
  return (
    <section className={styles.group}>
      <UnstyledButton className={styles.groupHead} aria-expanded={isOpen} aria-controls={bodyId} onClick={onToggle}>
        <IconChevronRight size={15} className={styles.chevron} aria-hidden />
        {title}
        {note && <span className={`${styles.groupNote} numbers`}>{note}</span>}
      </UnstyledButton>
      <div id={bodyId} hidden={!isOpen} className={styles.groupBody}>
        {isOpen && children}
      </div>
    </section>
  );
}
