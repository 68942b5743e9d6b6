"use client";

import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { launchUrl } from "#app/_format/launch-url.ts";
import { useText } from "#app/_i18n/use-text.ts";
import { useTRPC } from "#app/_trpc/context.ts";

/** How to train: ours, or one of the recipes of this machine. */
export function RecipePicker({ recipe, label }: { recipe: string; label?: string }) {
  const t = useTranslations("launch");
  const text = useText();
  const trpc = useTRPC();
  const router = useRouter();
  const isSweep = useSearchParams().has("sweep");
  const recipes = useQuery(trpc.recipes.list.queryOptions());
  const known = recipes.data?.map((each) => ({ value: each.name, label: text(each.label) })) ?? [];
  // Until the list is there, and where the address names none of it, what the page shows stands alone.
  const data = known.some(({ value }) => value === recipe)
    ? known
    : [{ value: recipe, label: label ?? recipe }, ...known];
  return (
    <NativeSelect
      label={t("recipe")}
      w={240}
      data={data}
      value={recipe}
      onChange={(event) => router.replace(launchUrl(event.currentTarget.value, null, { isSweep }), { scroll: false })}
    />
  );
}
