"use client";

import { Button } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Empty } from "#app/_ui/states.tsx";

export function NotFound() {
  const t = useTranslations("shell.notFound");
  return (
    <Empty
      title={t("title")}
      action={
        <Button component={Link} href="/">
          {t("home")}
        </Button>
      }
    >
      {t("text")}
    </Empty>
  );
}
