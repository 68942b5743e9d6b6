"use client";

import { Button, NativeSelect } from "@mantine/core";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { launchUrl } from "#app/_format/launch-url.ts";
import { useText } from "#app/_i18n/use-text.ts";
import type { Recipe } from "#app/_trpc/rows.ts";
import { HoverLink } from "#app/_ui/hover-link.tsx";
import styles from "./launch.module.css";
import { RecipePicker } from "./recipe-picker.tsx";
import { NO_PRESET, type Source } from "./source.ts";

/** What the form starts from: a recipe and, where it has some, a preset to choose; or the run that is cloned. */
export function PresetCard({ recipe, source }: { recipe: Recipe; source: Source }) {
  const t = useTranslations("launch");
  const text = useText();
  const router = useRouter();
  const isSweep = useSearchParams().has("sweep");
  if (source.parent)
    return (
      <div className={styles.preset}>
        <p>
          {t.rich("clonedFrom", {
            run: () => <HoverLink href={`/runs/${source.key}`}>{source.parent?.name}</HoverLink>,
          })}
        </p>
        <Button component={Link} href={launchUrl(recipe.name, source.preset?.name ?? NO_PRESET, { isSweep })}>
          {t(recipe.presets.length > 0 ? "startFromPreset" : "startFromDefaults")}
        </Button>
      </div>
    );
  return (
    <div className={styles.preset}>
      <RecipePicker recipe={recipe.name} label={text(recipe.label)} />
      {recipe.presets.length > 0 && (
        <NativeSelect
          label={t("preset")}
          w={240}
          data={[
            ...recipe.presets.map(({ name, label }) => ({ value: name, label: text(label) })),
            { value: NO_PRESET, label: t("noPreset") },
          ]}
          value={source.key}
          onChange={(event) =>
            router.replace(launchUrl(recipe.name, event.currentTarget.value, { isSweep }), { scroll: false })
          }
        />
      )}
      <p className={styles.about}>{source.preset ? text(source.preset.about) : text(recipe.about)}</p>
    </div>
  );
}
