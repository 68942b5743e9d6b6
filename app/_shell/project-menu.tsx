"use client";

import { Button, Menu, Text } from "@mantine/core";
import { IconChevronDown, IconFolder } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import styles from "./shell.module.css";
import { useProject } from "./use-project.ts";

export function ProjectMenu() {
  const t = useTranslations("shell.project");
  const trpc = useTRPC();
  const projects = useQuery(trpc.projects.list.queryOptions());
  const [projectId, choose] = useProject();
  const current = projects.data?.find(({ id }) => id === projectId);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          px={8}
          leftSection={<IconFolder size={15} aria-hidden />}
          rightSection={<IconChevronDown size={13} aria-hidden />}
          aria-label={t("label", { name: current?.name ?? t("all") })}
        >
          <span className={styles.projectName}>{current?.name ?? t("all")}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => choose("")} fw={current ? undefined : 600}>
          {t("all")}
        </Menu.Item>
        {projects.data?.map(({ id, name, runCount }) => (
          <Menu.Item
            key={id}
            onClick={() => choose(id)}
            fw={id === projectId ? 600 : undefined}
            rightSection={
              <Text size="xs" c="dimmed" className="numbers">
                {runCount}
              </Text>
            }
          >
            {name}
          </Menu.Item>
        ))}
        {projects.data?.length === 0 && <Menu.Label>{t("none")}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
