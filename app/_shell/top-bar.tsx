"use client";

import { Kbd, UnstyledButton } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { LanguageSwitch } from "./language-switch.tsx";
import { ProjectMenu } from "./project-menu.tsx";
import { SearchDialog } from "./search-dialog.tsx";
import styles from "./shell.module.css";
import { ThemeMenu } from "./theme-menu.tsx";
import { WorkerState } from "./worker-state.tsx";

export function TopBar() {
  const t = useTranslations("shell");
  const [isSearching, search] = useDisclosure(false);
  useHotkeys([["mod+K", search.open]], []);
  return (
    <header className={styles.top}>
      <ProjectMenu />
      <UnstyledButton className={styles.search} onClick={search.open} aria-label={t("search.open")}>
        <IconSearch size={15} aria-hidden />
        <span className={styles.searchText}>{t("search.prompt")}</span>
        <Kbd size="xs" className={styles.shortcut}>
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <span className={styles.grow} />
      <LanguageSwitch />
      <ThemeMenu />
      <WorkerState />
      <SearchDialog opened={isSearching} onClose={search.close} />
    </header>
  );
}
