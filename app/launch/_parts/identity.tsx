"use client";

import { Alert, Autocomplete, Button, TagsInput, Textarea, TextInput } from "@mantine/core";
import { IconRocket } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import styles from "./launch.module.css";
import type { useLaunch } from "./use-launch.ts";

/** What the run is called, and the button that starts it. */
export function Identity({ launch }: { launch: ReturnType<typeof useLaunch> }) {
  const t = useTranslations("launch");
  const { identity, setIdentity, submit, isLaunching, error, projectNames } = launch;
  return (
    <form
      className={styles.block}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={styles.identity}>
        <TextInput
          label={t("name")}
          placeholder={t("namePlaceholder")}
          maxLength={200}
          value={identity.name}
          onChange={(event) => setIdentity({ ...identity, name: event.currentTarget.value })}
        />
        <Autocomplete
          label={t("project")}
          size="xs"
          data={projectNames}
          value={identity.project}
          onChange={(project) => setIdentity({ ...identity, project })}
        />
      </div>
      <TagsInput
        label={t("tags")}
        placeholder={identity.tags.length === 0 ? t("tagsPlaceholder") : undefined}
        value={identity.tags}
        onChange={(tags) => setIdentity({ ...identity, tags })}
      />
      <Textarea
        label={t("note")}
        placeholder={t("notePlaceholder")}
        autosize
        minRows={1}
        maxRows={6}
        value={identity.note}
        onChange={(event) => setIdentity({ ...identity, note: event.currentTarget.value })}
      />
      {error && (
        <Alert color="red" mt={8} p={8} role="alert">
          {error.message}
        </Alert>
      )}
      <Button
        type="submit"
        variant="filled"
        fullWidth
        mt={12}
        h={34}
        loading={isLaunching}
        leftSection={<IconRocket size={16} aria-hidden />}
      >
        {t("launch")}
      </Button>
    </form>
  );
}
