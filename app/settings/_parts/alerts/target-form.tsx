import { Button, Checkbox, Group, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import type { AlertSettings, AlertTarget, AlertTargetInput } from "#app/_trpc/rows.ts";
import styles from "./alerts.module.css";
import { TestButton } from "./test-button.tsx";
import { asInput, newId, useSaveAlerts } from "./use-save.ts";

const TOPICS = ["failed", "finished", "stalled", "notFinite", "metric", "disk", "queue"] as const;
const KINDS = ["feishu", "dingtalk", "wecom", "slack", "json"] as const;
/** What an address of each looks like. */
const EXAMPLE_URLS: Record<Kind, string> = {
  feishu: "https://open.feishu.cn/open-apis/bot/v2/hook/…",
  dingtalk: "https://oapi.dingtalk.com/robot/send?access_token=…",
  wecom: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…",
  slack: "https://hooks.slack.com/services/…",
  json: "https://example.org/vela",
};
const SIGNED: readonly Kind[] = ["feishu", "dingtalk", "json"];
type Kind = (typeof KINDS)[number];
type Topic = (typeof TOPICS)[number];

/** What a webhook is told, and where. Its address and secret are typed in and never shown again. */
export function TargetForm({
  settings,
  old,
  onClose,
}: {
  settings: AlertSettings;
  old: AlertTarget | null;
  onClose: () => void;
}) {
  const t = useTranslations("alerts.form");
  const kinds = useTranslations("alerts.kinds");
  const topics = useTranslations("alerts.topics");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const locale = useLocale();
  const projects = useQuery(trpc.projects.list.queryOptions());
  const { save, isPending } = useSaveAlerts(settings);
  const [form, setForm] = useState(() => (old ? asInput(old) : newTarget(locale)));
  const [url, setUrl] = useState("");
  const [secret, setSecret] = useState("");
  const [isSecretRemoved, setSecretRemoved] = useState(false);
  const change = (part: Partial<AlertTargetInput>) => setForm((before) => ({ ...before, ...part }));

  const name = form.name.trim() || kinds(form.kind);
  const target: AlertTargetInput = {
    ...form,
    name,
    ...(url.trim() !== "" && { url: url.trim() }),
    ...(secret !== "" ? { secret } : isSecretRemoved && { secret: null }),
  };
  const isUrlBad = url.trim() !== "" && !isWebUrl(url.trim());
  const isReady = !isUrlBad && (old !== null || url.trim() !== "");
  const others = settings.targets.map(asInput);
  const all = old ? others.map((each) => (each.id === old.id ? target : each)) : [...others, target];
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) save({ targets: all }, onClose);
      }}
    >
      <div className={styles.pair}>
        <NativeSelect
          label={t("kind")}
          data={KINDS.map((kind) => ({ value: kind, label: kinds(kind) }))}
          value={form.kind}
          onChange={(event) => change({ kind: event.currentTarget.value as Kind })}
          data-autofocus
        />
        <TextInput
          label={t("name")}
          placeholder={kinds(form.kind)}
          maxLength={100}
          value={form.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      </div>
      <TextInput
        label={t("url")}
        description={old ? t("urlKept", { url: old.urlShown }) : t("urlAbout")}
        placeholder={EXAMPLE_URLS[form.kind]}
        type="url"
        autoComplete="off"
        required={old === null}
        error={isUrlBad && t("urlBad")}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      {SIGNED.includes(form.kind) && (
        <PasswordInput
          size="xs"
          label={t("secret")}
          description={t(old?.hasSecret ? "secretKept" : "secretAbout")}
          autoComplete="new-password"
          disabled={isSecretRemoved}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
      )}
      {old?.hasSecret && (
        <Checkbox
          size="xs"
          label={t("secretRemove")}
          checked={isSecretRemoved}
          onChange={(event) => setSecretRemoved(event.currentTarget.checked)}
        />
      )}
      <Checkbox.Group
        size="xs"
        label={t("topics")}
        value={form.topics}
        onChange={(chosen) => change({ topics: TOPICS.filter((topic) => chosen.includes(topic)) as Topic[] })}
      >
        <div className={styles.topics}>
          {TOPICS.map((topic) => (
            <Checkbox key={topic} size="xs" value={topic} label={topics(topic)} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={styles.pair}>
        <NativeSelect
          label={t("project")}
          data={[
            { value: "", label: t("allProjects") },
            ...(projects.data ?? []).map((project) => ({ value: project.name, label: project.name })),
          ]}
          value={form.project ?? ""}
          onChange={(event) => change({ project: event.currentTarget.value || null })}
        />
        <NativeSelect
          label={t("language")}
          data={[
            { value: "en", label: "English" },
            { value: "zh-CN", label: "简体中文" },
          ]}
          value={form.language}
          onChange={(event) => change({ language: event.currentTarget.value === "en" ? "en" : "zh-CN" })}
        />
      </div>
      <div className={styles.testRow}>
        <TestButton target={isReady ? target : null} />
      </div>
      <Group justify="flex-end" gap={8}>
        <Button onClick={onClose}>{common("cancel")}</Button>
        <Button type="submit" variant="filled" disabled={!isReady} loading={isPending}>
          {t("save")}
        </Button>
      </Group>
    </form>
  );
}

function newTarget(locale: string): AlertTargetInput {
  return {
    ...{ id: newId(), name: "", enabled: true, project: null },
    kind: locale === "zh-CN" ? "feishu" : "slack",
    topics: [...TOPICS],
    language: locale === "zh-CN" ? "zh-CN" : "en",
  };
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
