import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eagerEngine } from "#trainer/engine/eager.ts";
import { injectLora } from "#trainer/lora/inject.ts";
import { mergedTensors } from "#trainer/lora/merge.ts";
import { isAdapterName, type PeftAdapter, readPeftAdapter } from "#trainer/lora/peft.ts";
import { loraTargets } from "#trainer/lora/targets.ts";
import { isReachable } from "#trainer/models/reachable.ts";
import type { BaseParams } from "#trainer/models/vla.ts";
import { createRng } from "#trainer/rng.ts";
import { flatten, type Params, unflatten } from "#trainer/tree.ts";
import { assignTree } from "#trainer/tree-assign.ts";
import { matching } from "../tensors.ts";
import { checkL1 } from "./check-l1.ts";
import type { OpenVla } from "./open-policy.ts";
import { type Variant, withHeads } from "./variant.ts";
import { writeAdapter } from "./write-folder.ts";

/** One golden adapter, read from a folder as peft writes it: its targets, merged weights, and every variant that has it. */
export async function checkLora(policy: OpenVla, variants: Variant[], name: string): Promise<void> {
  const { found, sheet, manifest, base, dims, tolerances } = policy;
  const { outputs } = found;
  const lora = manifest.lora[name.slice("lora_".length)];
  if (!lora) throw new Error(`expected ${name.slice("lora_".length)} under lora in the manifest`);
  const adapter = await throughFolder(policy, name, lora);
  const shapes = new Map([...flatten(base)].map(([key, { shape }]) => [key, shape]));
  const targets = loraTargets(shapes, "original", (key) => isReachable(key, dims));
  const same = targets.toSorted().join() === lora.targets.toSorted().join();
  sheet.check(
    `${name}.targets`,
    same,
    `expected ${lora.targets.length} modules, but found ${targets.length} or others`,
  );

  const adapted = injectLora(base as unknown as Params, adapter.modules, { ...adapter, rng: createRng(0) });
  const leaves = [...flatten(adapted)].filter(([key]) => isAdapterName(key));
  assignTree(unflatten(leaves), adapter.tensors);
  for (const variant of variants) {
    const at = `${variant.name}.${name}`;
    if (!outputs.has(`${at}.loss`)) continue;
    await sheet.part(at, () => {
      const params = withHeads(policy, adapted as unknown as BaseParams, variant.dims);
      checkL1(policy, variant, { params, at, without: lora.lora_params_without_grad });
    });
  }
  const wanted = new Set(matching(outputs, new RegExp(`^${name}\\.merged\\.(.*)$`)).map(([, key]) => key));
  for (const { name: key, data } of mergedTensors(adapted, eagerEngine("golden", "golden"))) {
    if (wanted.has(key))
      sheet.compare(`${name}.merged.${key}`, await data(), { tolerance: tolerances.hidden, group: `${name}.merged.*` });
  }
}

async function throughFolder({ found }: OpenVla, name: string, lora: Lora): Promise<PeftAdapter> {
  const dir = await mkdtemp(join(tmpdir(), "vela-golden-"));
  try {
    await writeAdapter(dir, found.others.get(name) ?? new Map(), lora);
    return await readPeftAdapter(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

type Lora = OpenVla["manifest"]["lora"][string];
