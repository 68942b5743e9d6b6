import Link from "next/link";
import { useTranslations } from "use-intl";
import type { RunOrigin } from "#app/_trpc/rows.ts";
import { Panel } from "#app/_ui/panel.tsx";
import styles from "./config.module.css";

type Parent = NonNullable<RunOrigin["parent"]>;

/** What this run was started with and on that the run it was made from was not. */
export function ParentDifferences({ id, parent }: { id: string; parent: Parent }) {
  const t = useTranslations("run.origin");
  const { name, differences } = parent;
  return (
    <Panel title={t("parent")}>
      <p className={styles.none}>
        {t.rich(differences === null ? "parentUnknown" : differences.length === 0 ? "parentSame" : "parentDiffers", {
          count: differences?.length ?? 0,
          name: () => <Link href={`/runs/${parent.id}`}>{name}</Link>,
        })}{" "}
        <Link href={`/compare?runs=${parent.id},${id}`}>{t("parentCompare")}</Link>
      </p>
      <ul className={styles.differences}>
        {differences?.map(({ what, name: of, before, after }) => (
          <li key={`${what}/${of}`}>
            <span>{of === null ? t(`what.${what}`) : `${t(`what.${what}`)} ${of}`}</span>
            <span>
              <del>{before ?? "–"}</del> → <ins>{after ?? "–"}</ins>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
