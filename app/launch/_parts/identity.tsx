"use client";

import { Alert, Autocomplete, Button, TagsInput, Textarea, TextInput } from "@mantine/core";
import { IconRocket } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import styles from "./launch.module.css";
import type { useLaunch } from "./use-launch.ts";

type Props = {
  launch: ReturnType<typeof useLaunch>;
  /** What the button says. */
  label: string;
  /** A sweep has no note of its own. */
  hasNote?: boolean;
  isReady?: boolean;
};

/** What is launched is called so, and the button that starts it. */
export function Identity({ launch, label, hasNote = true, isReady = true }: Props) {
  const t = useTranslations("launch");
  const { identity, setIdentity, submit, isLaunching, error, projectNames } = launch;
  return (
    <form
      className={styles.block}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) submit();
      }}
    >
      <div className={styles.identity}>
        <TextInput
          label={t("name")}
          placeholder={t("namePlaceholder")}
          maxLength={200}
          value={identity.name}
          onChange={(event) => setIdentity({ name: event.currentTarget.value })}
        />
        <Autocomplete
          label={t("project")}
          size="xs"
          data={projectNames}
          value={identity.project}
          onChange={(project) => setIdentity({ project })}
        />
      </div>
      <TagsInput
        label={t("tags")}
        placeholder={identity.tags.length === 0 ? t("tagsPlaceholder") : undefined}
        value={identity.tags}
        onChange={(tags) => setIdentity({ tags })}
      />
      {hasNote && (
        <Textarea
          label={t("note")}
          placeholder={t("notePlaceholder")}
          autosize
          minRows={1}
          maxRows={6}
          value={identity.note}
          onChange={(event) => setIdentity({ note: event.currentTarget.value })}
        />
      )}
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
        disabled={!isReady}
        leftSection={<IconRocket size={16} aria-hidden />}
      >
        {label}
      </Button>
    </form>
  );
}
