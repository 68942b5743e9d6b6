"use client";

import { Skeleton } from "@mantine/core";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { type JsonSchema, readSchema } from "#app/_form/read-schema.ts";
import { chooseRecipe } from "#app/_format/launch-url.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import { PageHead } from "#app/_ui/page-head.tsx";
import { Failed } from "#app/_ui/states.tsx";
import styles from "./launch.module.css";
import { LaunchForm } from "./launch-form.tsx";
import { RecipePicker } from "./recipe-picker.tsx";
import { chooseSource } from "./source.ts";
import { useEdits } from "./use-edits.ts";

/** /launch, /launch?preset=scoop-tiny, /launch?recipe=command, /launch?from=<run id> */
export function LaunchPage() {
  const t = useTranslations("launch");
  const trpc = useTRPC();
  const params = useSearchParams();
  const from = params.get("from");
  const { editsOf, setEdits } = useEdits();
  const parent = useQuery(trpc.runs.get.queryOptions(from ? { id: from } : skipToken));
  const isKnown = !from || parent.data !== undefined;
  const name = chooseRecipe(params.get("recipe"), parent.data ?? null);
  const recipe = useQuery(trpc.recipes.get.queryOptions(isKnown ? { name } : skipToken));
  // The contract's own JSON schema, made by zod on the server: its shape is ours to know.
  const groups = useMemo(() => readSchema((recipe.data?.schema ?? {}) as JsonSchema), [recipe.data]);

  if (parent.isError) return <Failed what={t("parentFailed")} error={parent.error} onRetry={() => parent.refetch()} />;
  if (recipe.isError && !recipe.data)
    return (
      <>
        <PageHead title={t("title")} />
        {!from && <RecipePicker recipe={name} />}
        <Failed what={t("failed")} error={recipe.error} onRetry={() => recipe.refetch()} />
      </>
    );
  if (!recipe.data || (from && !parent.data)) return <LaunchSkeleton />;
  const source = chooseSource(recipe.data, parent.data ?? null, params.get("preset"));
  return (
    <LaunchForm
      key={`${name}/${from ?? ""}`}
      recipe={recipe.data}
      groups={groups}
      source={source}
      edits={editsOf(`${name}/${source.key}`)}
      onEdits={(edits, key = source.key) => setEdits(`${name}/${key}`, edits)}
    />
  );
}

function LaunchSkeleton() {
  const t = useTranslations("launch");
  return (
    <>
      <PageHead title={t("title")} />
      <div className={styles.layout} role="status" aria-label={t("loading")}>
        <div className={styles.form}>
          {[120, 36, 210, 330, 160].map((height) => (
            <Skeleton key={height} height={height} />
          ))}
        </div>
        <Skeleton height={520} />
      </div>
    </>
  );
}
