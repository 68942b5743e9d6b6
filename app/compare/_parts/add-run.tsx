"use client";

import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";

const TYPING_PAUSE_MS = 150;
const OFFERED = 50;

/** A box to type a run's name into; choosing one adds it to the comparison. */
export function AddRun({ chosen, onAdd, isFull }: { chosen: string[]; onAdd: (id: string) => void; isFull: boolean }) {
  const t = useTranslations("compare");
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), TYPING_PAUSE_MS);
  const runs = useQuery(
    trpc.runs.list.queryOptions({ limit: OFFERED, ...(search && { search }) }, { placeholderData: keepPreviousData }),
  );
  const offered = runs.data?.rows.filter(({ id }) => !chosen.includes(id)) ?? [];
  return (
    <Select
      w={280}
      searchable
      disabled={isFull}
      leftSection={<IconPlus size={14} aria-hidden />}
      placeholder={t("add")}
      aria-label={t("add")}
      nothingFoundMessage={t("nothingFound")}
      data={offered.map(({ id, name }) => ({ value: id, label: name }))}
      // The server has searched already.
      filter={({ options }) => options}
      value={null}
      searchValue={text}
      onSearchChange={setText}
      onChange={(id) => {
        if (id) onAdd(id);
        setText("");
      }}
    />
  );
}
