"use client";

import { Pagination } from "@mantine/core";
import { useTranslations } from "use-intl";
import { PAGE_SIZE } from "./list-input.ts";

type Props = {
  params: URLSearchParams;
  setParams: (changes: Record<string, string | null>) => void;
  total: number;
};

export function PageTurner({ params, setParams, total }: Props) {
  const t = useTranslations("runs");
  if (total <= PAGE_SIZE) return null;
  return (
    <Pagination
      mt={12}
      size="sm"
      total={Math.ceil(total / PAGE_SIZE)}
      value={Math.max(1, Math.floor(Number(params.get("page")) || 1))}
      onChange={(page) => setParams({ page: page === 1 ? null : String(page) })}
      aria-label={t("pages")}
      getItemProps={(page) => ({ "aria-label": t("page", { page }) })}
    />
  );
}
