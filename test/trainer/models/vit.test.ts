import { beforeAll, describe, test } from "vitest";
import type { tf } from "#trainer/engine/tf.ts";
import { tf as tfjs } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { PLAIN_INIT } from "#trainer/models/dims.ts";
import { initVit } from "#trainer/models/init-vit.ts";
import { applyVit } from "#trainer/models/vit.ts";
import { applyVitBlock, type VitBlockParams } from "#trainer/models/vit-block.ts";
import { createRng } from "#trainer/rng.ts";
import { expectClose, expectGradients, floatTensor, gradientsOf, loadGolden, readGolden } from "../golden.ts";

beforeAll(startWasm);

const towers = [
  { name: "vit_dinov2_like", dims: { patch: 7, width: 24, depth: 3, heads: 4, mlp: 96, registers: 4 } },
  { name: "vit_siglip_like", dims: { patch: 7, width: 20, depth: 4, heads: 4, mlp: 74, registers: null } },
];

describe.each(towers)("$name", ({ name, dims }) => {
  const { heads } = dims;
  const build = async () => {
    const params = initVit(createRng(0), { imageSize: 28, ...dims }, PLAIN_INIT);
    return loadGolden(params, await readGolden(name, "weights"));
  };

  test("features and gradients are those of timm", async () => {
    const [params, inputs, outputs] = [
      await build(),
      await readGolden(name, "inputs"),
      await readGolden(name, "outputs"),
    ];
    const images = floatTensor(inputs, "image") as tf.Tensor4D;
    const target = floatTensor(inputs, "target");
    const loss = (x: tf.Tensor) =>
      applyVit(params, x as tf.Tensor4D, heads)
        .sub(target)
        .square()
        .mean();
    expectClose(applyVit(params, images, heads), outputs, "features", { abs: 1e-5 });
    const { value, grads } = gradientsOf(params, () => loss(images));
    expectClose(value, outputs, "loss", { abs: 1e-5 });
    expectGradients(grads, outputs, "grad.", { abs: 1e-6, rel: 1e-3 });
    expectClose(tfjs.grad(loss)(images), outputs, "grad_input.image", { abs: 1e-6, rel: 1e-3 });
  });

  test("a block keeps the epsilon of its norms on tiny activations", async () => {
    const [params, inputs, outputs] = [
      await build(),
      await readGolden(name, "inputs"),
      await readGolden(name, "outputs"),
    ];
    const output = applyVitBlock(
      params.blocks["0"] as VitBlockParams,
      floatTensor(inputs, "small.block0_input"),
      heads,
    );
    expectClose(output, outputs, "small.block0_output", { abs: 1e-5 });
  });
});
