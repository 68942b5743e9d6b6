import { cp, mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { type TensorToWrite, writeSafetensors } from "#trainer/safetensors/write.ts";
import { readSafetensors } from "#trainer/safetensors.ts";
import { checkCase } from "./check-case.ts";

beforeAll(startWasm);

const root = await mkdtemp(join(tmpdir(), "vela-cases-"));
afterAll(() => rm(root, { recursive: true }));

/** A copy of a golden case under another name, its outputs changed. */
async function changedCase(name: string, change: (outputs: TensorToWrite[]) => TensorToWrite[], from = "l1_head") {
  const dir = join(root, name);
  await cp(join(import.meta.dirname, "..", "golden", from), dir, { recursive: true });
  const file = join(dir, "outputs.safetensors");
  const { tensors } = await readSafetensors(file);
  await writeSafetensors(file, change([...tensors].map(([key, tensor]) => ({ name: key, ...tensor }))));
  return dir;
}

const failed = async (dir: string) => (await checkCase(dir)).filter(({ status }) => status === "failed");
const moved = (outputs: TensorToWrite[], name: string, by: number) =>
  outputs.map((output) =>
    output.name === name
      ? {
          ...output,
          data: (output.data as Float32Array).map((x, i) => (i === 5 || output.shape.length === 0 ? x + by : x)),
        }
      : output,
  );

test.each([
  ["predicted_actions", 1e-5],
  ["loss", 1e-5],
  ["grad.model.fc1.weight", 1e-4],
])("one number of %s that is off by %d is found, and said where it is", async (name, by) => {
  const [found, ...others] = await failed(await changedCase(`off_${name}`, (outputs) => moved(outputs, name, by)));
  expect(others).toEqual([]);
  expect(found?.worst?.at).toContain(name);
  expect(found?.worst?.error).toBeCloseTo(by, 6);
});

test("a wrong number in a long training is found although rounding grows there", async () => {
  const name = "energywarm.micro_energy_loss";
  const change = (outputs: TensorToWrite[]) =>
    outputs.map((output) =>
      output.name === name
        ? { ...output, data: (output.data as Float64Array).map((x, i) => (i === 9 ? x + 1e-3 : x)) }
        : output,
    );
  const found = await failed(await changedCase("training_off", change, "training_dynamics"));
  expect(found.map(({ worst }) => worst?.at)).toEqual([`${name}[9]`]);
});

test("an output of another shape is a failure, and one that nobody knows is listed", async () => {
  const dir = await changedCase("odd", (outputs) => [
    ...outputs.map((output) => (output.name === "predicted_actions" ? { ...output, shape: [3, 7, 8] } : output)),
    { name: "seventh_sense", shape: [1], data: Float32Array.of(1) },
  ]);
  const findings = await checkCase(dir);
  expect(findings.find(({ group }) => group === "predicted_actions")).toMatchObject({
    status: "failed",
    message: "predicted_actions: expected the shape [3,7,8], but found [3,8,7]",
  });
  expect(findings.find(({ group }) => group === "seventh_sense")).toMatchObject({ status: "skipped", outputs: 1 });
});

test("a case that nobody knows is skipped whole; a damaged or incomplete one has failed", async () => {
  const same = (outputs: TensorToWrite[]) => outputs;
  const unknown = await changedCase("weather", same, "action_chunking");
  await rm(join(unknown, "manifest.json"));
  expect(await checkCase(unknown)).toEqual([expect.objectContaining({ status: "skipped", outputs: 18 })]);
  const damaged = await changedCase("damaged", same);
  await truncate(join(damaged, "weights.safetensors"), 100);
  expect(await failed(damaged)).toHaveLength(1);
  const incomplete = await changedCase("incomplete", same);
  await rm(join(incomplete, "weights.safetensors"));
  expect((await failed(incomplete)).length).toBeGreaterThan(0);
});

test("nothing is left in memory", async () => {
  const dir = await changedCase("memory", (outputs) => outputs, "proprio_projector");
  await checkCase(dir);
  const before = tf.memory().numTensors;
  await checkCase(dir);
  expect(tf.memory().numTensors).toBe(before);
});
