import { Skeleton } from "@mantine/core";
import { useTranslations } from "use-intl";
import { useValueText } from "#app/_form/use-value-text.ts";
import { useText } from "#app/_i18n/use-text.ts";
import type { SweepPreview } from "#app/_trpc/rows.ts";
import { FindingList } from "../findings.tsx";
import styles from "../launch.module.css";
import sweepStyles from "./sweep.module.css";
import type { Preview } from "./use-sweep-preview.ts";

/** How many runs, what stands in their way, and the first of them. */
export function SweepPreviewText({ preview: { data, error }, isEmpty }: { preview: Preview; isEmpty: boolean }) {
  const t = useTranslations("sweeps.preview");
  const text = useText();
  if (isEmpty) return <p className={styles.dim}>{t("nothing")}</p>;
  if (error) return <p className={styles.bad}>{t("failed", { reason: error.message })}</p>;
  if (!data) return <Skeleton height={58} aria-label={t("asking")} />;
  const problems = data.problems.map(({ message }) => ({ level: "block", message }) as const);
  return (
    <>
      <p className={`${sweepStyles.count} numbers`}>{t("runs", { count: data.runs })}</p>
      {data.remarks.map((remark) => (
        <p key={remark.en} className={styles.dim}>
          {text(remark)}
        </p>
      ))}
      <FindingList findings={[...problems, ...data.findings]} />
      {data.trials.length > 0 && <FirstTrials trials={data.trials} />}
    </>
  );
}

function FirstTrials({ trials }: { trials: SweepPreview["trials"] }) {
  const t = useTranslations("sweeps.preview");
  const valueText = useValueText();
  const paths = Object.keys(trials[0]?.values ?? {});
  return (
    <div className={sweepStyles.trials}>
      <table>
        <caption>{t("first", { count: trials.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t("trial")}</th>
            {paths.map((path) => (
              <th key={path} scope="col" title={path}>
                {path.split(".").at(-1)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="numbers">
          {trials.map(({ trial, values }) => (
            <tr key={trial}>
              <th scope="row">{trial}</th>
              {paths.map((path) => (
                <td key={path}>{valueText(values[path])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
