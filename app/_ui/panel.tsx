import type { ReactNode } from "react";
import styles from "./panel.module.css";

type Props = { title?: string; actions?: ReactNode; children: ReactNode; flush?: boolean };

/** One bordered box of a page. `flush`: what is inside reaches the border, as tables do. */
export function Panel({ title, actions, children, flush = false }: Props) {
  return (
    <section className={styles.panel} aria-label={title}>
      {title && (
        <div className={styles.head}>
          <h2 className={styles.title}>{title}</h2>
          <div className={styles.actions}>{actions}</div>
        </div>
      )}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
