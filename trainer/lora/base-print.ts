import { createHash } from "node:crypto";
import type { Engine } from "../engine/engine.ts";
import { plainName } from "../models/film-names.ts";
import { flatten, type Params } from "../tree.ts";

const PRINTS = new WeakMap<Params, Promise<string>>();

/** SHA-256 over names and numbers of the frozen leaves. They never change, so a tree is read once. */
export function basePrint(policy: Params, engine: Engine): Promise<string> {
  const known = PRINTS.get(policy);
  if (known) return known;
  const print = compute(policy, engine);
  PRINTS.set(policy, print);
  return print;
}

async function compute(policy: Params, engine: Engine): Promise<string> {
  const hash = createHash("sha256");
  for (const [name, leaf] of flatten(policy)) {
    if (leaf.trainable) continue;
    const data = await engine.read(leaf);
    hash.update(`${plainName(name)} [${leaf.shape}]\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}
