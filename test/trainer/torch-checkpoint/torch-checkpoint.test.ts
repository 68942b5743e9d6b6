import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openTorchCheckpoint, readTorchCheckpoint } from "#trainer/torch-checkpoint/torch-checkpoint.ts";

// Written by torch 2.13: torch.save of state dicts, in the zip format and the older one.
const fixture = (name: string) => join(import.meta.dirname, "fixtures", name);
const folder = mkdtempSync(join(tmpdir(), "vela-torch-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a module's state dict is read, without the prefix of distributed training", async () => {
  const tensors = await readTorchCheckpoint(fixture("action_head--7_checkpoint.pt"));
  expect([...tensors.keys()]).toEqual(["0.weight", "0.bias", "1.weight", "1.bias"]);
  expect(tensors.get("0.weight")).toMatchObject({ dtype: "F32", shape: [2, 3] });
  const rounded = Array.from(tensors.get("0.weight")!.data as Float32Array, (x) => Number(x.toFixed(4)));
  expect(rounded).toEqual([-0.5724, -0.4554, -0.2473, -0.5462, -0.0328, -0.5079]);
});

const halves = { f16: [1, -0.5, 65504, 2 ** -24], bf16: [1, 3.140625, Math.fround(-1.0023864693185503e20)] };
const ramp = (from: number[]) => Float32Array.from(from);

test.each(["kinds.pt", "protocol4.pt"])("every type and every view is read: %s", async (name) => {
  const tensors = await readTorchCheckpoint(fixture(name));
  const data = (key: string) => tensors.get(`model.${key}`)!.data;
  expect(data("f64")).toEqual(Float64Array.of(1.5, -2.25));
  expect(Array.from(data("f16") as Float32Array)).toEqual(halves.f16);
  expect((data("bf16") as Float32Array)[1]).toBe(halves.bf16[1]);
  expect(data("i64")).toEqual(BigInt64Array.of(2n ** 40n, -1n));
  expect(data("i32")).toEqual(Int32Array.of(7, -7));
  expect(data("i16")).toEqual(Int32Array.of(-300, 300));
  expect(data("i8")).toEqual(Int32Array.of(-128, 127));
  expect(data("u8")).toEqual(Uint8Array.of(0, 255));
  expect(tensors.get("model.bool")).toMatchObject({ dtype: "BOOL", data: Uint8Array.of(1, 0, 1) });
  expect(tensors.get("model.scalar")).toMatchObject({ shape: [], data: Float32Array.of(2.5) });
  expect(tensors.get("model.empty")).toMatchObject({ shape: [0, 3], data: new Float32Array(0) });
  expect(data("slice")).toEqual(ramp([4, 6, 8]));
  expect(data("shared")).toEqual(ramp([6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]));
  expect(data("expanded")).toEqual(ramp([1, 2, 1, 2, 1, 2]));
  expect(data("param")).toEqual(ramp([9]));
  expect(tensors.get("model.transposed")!.shape).toEqual([4, 2, 3]);
  expect((data("transposed") as Float32Array).subarray(0, 6)).toEqual(ramp([0, 4, 8, 12, 16, 20]));
});

test("what is no tensor is left out, and numbered keys are names", async () => {
  const { shapes } = await openTorchCheckpoint(fixture("kinds.pt"));
  expect([...shapes.keys()].filter((name) => !name.startsWith("model."))).toEqual(["optimizer.0"]);
});

test.each([
  ["hostile-system.pt", "it asks for posix.system, and only tensors are read from such a file"],
  ["hostile-eval-protocol4.pt", "it asks for builtins.eval"],
  ["hostile-call.pt", "it calls something that is not the rebuilding of a tensor"],
  ["hostile-opcode.pt", "its pickle has the opcode 0x69"],
  ["hostile-path.pt", "it refers to a storage in a way that torch does not"],
  ["hostile-outside.pt", "tensor w [4,4] reaches number 16 of a storage that has 4"],
  ["hostile-bomb.pt", "tensor w [50000,50000] repeats 1 stored numbers 2500000000 times"],
  ["truncated-pickle.pt", "its pickle ends early"],
  ["legacy.pt", "expected a zip file, as torch.save writes since 1.6"],
])("%s is refused in a sentence, and nothing of it runs", async (name, message) => {
  await expect(readTorchCheckpoint(fixture(name))).rejects.toThrow(message);
  await expect(readTorchCheckpoint(fixture(name))).rejects.toThrow(fixture(name));
  expect(existsSync("/tmp/vela-was-here")).toBe(false);
});

test("a tensor written by hand under the same rules is read", async () => {
  const { data } = (await readTorchCheckpoint(fixture("good-by-hand.pt"))).get("w")!;
  expect(data).toEqual(new Float32Array(4));
});

test("a file cut off anywhere is refused, never half read", async () => {
  const whole = readFileSync(fixture("action_head--7_checkpoint.pt"));
  for (let bytes = 0; bytes < whole.length; bytes += 97) {
    const path = join(folder, "cut.pt");
    writeFileSync(path, whole.subarray(0, bytes));
    await expect(readTorchCheckpoint(path)).rejects.toThrow(path);
  }
});
