import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import type { Alert } from "#server/alerts/alert.ts";
import { messageOf } from "#server/alerts/formats/message.ts";
import { KINDS } from "#server/alerts/kinds.ts";
import type { Target } from "#server/alerts/settings.ts";
import { makeTarget } from "#test/factories/alerts.ts";

const NOW = 1_700_000_000_123;
const ALERT: Alert = {
  key: "run.failed/abcd1234/2",
  event: "run.failed",
  at: NOW - 1000,
  text: { en: "otter failed at step 20: <at id=all> [x](http://evil) & co", zh: "otter 失败：<@all>" },
  run: {
    ...{ id: "abcd1234", name: "otter <b>", project: "scoop", status: "failed", step: 20, maxSteps: 300 },
    metrics: { "train/loss": 0.0213456, "energy/gap": "NaN" },
  },
};

function write(target: Partial<Target>, alert = ALERT) {
  const whole = makeTarget({ url: "https://example.org/hook?key=k", ...target });
  const post = KINDS[whole.kind].write(messageOf(alert, whole, { address: "http://lab:3000/", now: NOW }));
  return { ...post, json: JSON.parse(post.body) };
}

test("a generic webhook gets everything as JSON, signed over its very bytes", () => {
  const { url, headers, body, json } = write({ kind: "json", secret: "k3y" });
  expect(url).toBe("https://example.org/hook?key=k");
  expect(json).toEqual({
    id: "run.failed/abcd1234/2",
    event: "run.failed",
    at: "2023-11-14T22:13:19.123Z",
    sentAt: "2023-11-14T22:13:20.123Z",
    text: ALERT.text.en,
    link: "http://lab:3000/runs/abcd1234",
    run: ALERT.run,
    metric: null,
  });
  expect(headers).toMatchObject({
    "X-Vela-Event": "run.failed",
    "X-Vela-Alert": "run.failed/abcd1234/2",
    "X-Vela-Signature": `sha256=${createHmac("sha256", "k3y").update(body).digest("hex")}`,
  });
  expect(write({ kind: "json" }).headers).not.toHaveProperty("X-Vela-Signature");
});

test("Slack gets a section in which nothing of a run is a mention or a link", () => {
  const { json } = write({ kind: "slack" });
  expect(json.blocks[0].text.text).toBe(
    ":red_circle: otter failed at step 20: &lt;at id=all&gt; [x](http://evil) &amp; co\n" +
      "project scoop · train/loss 0.02135 · energy/gap NaN\n<http://lab:3000/runs/abcd1234|Open the run>",
  );
  expect(json.text).toContain("&lt;at id=all&gt;");
});

test("Feishu gets a card, signed with seconds and secret as the key", () => {
  const { json } = write({ kind: "feishu", secret: "s", language: "zh-CN" });
  expect(json).toMatchObject({
    timestamp: "1700000000",
    sign: createHmac("sha256", "1700000000\ns").update("").digest("base64"),
    msg_type: "interactive",
    card: { header: { template: "red", title: { content: "Vela · otter <b>" } } },
  });
  const [said, action] = json.card.elements;
  expect(said.text.content).toBe("**otter 失败：＜@all＞**\n项目 scoop · train/loss 0.02135 · energy/gap NaN");
  expect(action.actions[0]).toMatchObject({ url: "http://lab:3000/runs/abcd1234", text: { content: "打开运行" } });
  expect(write({ kind: "feishu" }).json).not.toHaveProperty("sign");
});

test("DingTalk's address is signed with milliseconds", () => {
  const { url, json } = write({ kind: "dingtalk", secret: "SECx" });
  const { searchParams } = new URL(url);
  expect(Object.fromEntries(searchParams)).toEqual({
    key: "k",
    timestamp: String(NOW),
    sign: createHmac("sha256", "SECx").update(`${NOW}\nSECx`).digest("base64"),
  });
  expect(json.msgtype).toBe("markdown");
  expect(json.markdown.text).toContain("＜at id=all＞ [x] (http://evil)");
  expect(json.markdown.text).toMatch(/\n\n\[Open the run\]\(http:\/\/lab:3000\/runs\/abcd1234\)$/);
});

test("WeCom never gets more than it takes, and no character in halves", () => {
  const long = "梯度爆炸 💥 ".repeat(2000);
  const { json } = write({ kind: "wecom", language: "zh-CN" }, { ...ALERT, text: { en: long, zh: long } });
  const { content } = json.markdown;
  expect(Buffer.byteLength(content)).toBeLessThanOrEqual(4096);
  expect(Buffer.byteLength(content)).toBeGreaterThan(3900);
  expect(content).not.toContain("\uFFFD");
  expect(content).toMatch(/^<font color="warning">梯度爆炸.*…<\/font>\n项目 scoop/s);
  expect(content.endsWith("[打开运行](http://lab:3000/runs/abcd1234)")).toBe(true);
});
