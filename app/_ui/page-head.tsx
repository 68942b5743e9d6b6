import type { ReactNode } from "react";
import styles from "./page-head.module.css";

/** A page's name, a line about it, and what can be done on the right. */
export function PageHead({ title, about, children }: { title: string; about?: string; children?: ReactNode }) {
  return (
    <div className={styles.head}>
      <h1 className={styles.title}>{title}</h1>
      {about && <p className={styles.about}>{about}</p>}
      <div className={styles.actions}>{children}</div>
    </div>
  );
}
