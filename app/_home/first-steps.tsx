"use client";

import { Button } from "@mantine/core";
import { IconArrowRight, IconRocket } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { SampleMaker } from "#app/data/_parts/sample-maker.tsx";
import styles from "./first-steps.module.css";

const STEPS = ["data", "launch", "watch"] as const;
const SAMPLE_EPISODES = 400;

/** The empty home: what this is for, and one button that leads to a first run. */
export function FirstSteps() {
  const t = useTranslations("runs.first");
  const router = useRouter();
  return (
    <section className={styles.first}>
      <h2 className={styles.title}>{t("title")}</h2>
      <p className={styles.text}>{t("text")}</p>
      <ol className={styles.steps}>
        {STEPS.map((step, index) => (
          <li key={step}>
            <span className={styles.number} aria-hidden>
              {index + 1}
            </span>
            <span>
              <strong>{t(`${step}.title`)}</strong>
              <br />
              <span className={styles.text}>{t(`${step}.text`)}</span>
            </span>
          </li>
        ))}
      </ol>
      <SampleMaker
        size={64}
        episodes={SAMPLE_EPISODES}
        variant="filled"
        label={t("make")}
        icon={<IconRocket size={16} aria-hidden />}
        onDone={() => router.push("/launch?preset=scoop-tiny")}
      />
      <Button component={Link} href="/launch" variant="subtle" rightSection={<IconArrowRight size={14} aria-hidden />}>
        {t("own")}
      </Button>
    </section>
  );
}
