import type { ReactNode } from "react";
import styles from "./config.module.css";

/** Name, value, and what is shown in full when a pointer rests on it. */
export type Fact = readonly [name: string, value: ReactNode, title?: string | null | undefined];

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value, title]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd title={title ?? undefined}>{value ?? "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
