import type { VlaDims } from "./dims.ts";
import { towersOf } from "./towers.ts";

/**
 * Whether a parameter of the policy can influence its actions. Not so: the last block of each vision tower (features
 * come from the one before), the towers' final norm and attention pool, and, unless the head reads tokens, lm_head.
 */
export function isReachable(name: string, dims: VlaDims, head: "l1" | "diffusion" | "token" = "l1"): boolean {
  if (name.startsWith("language_model.lm_head.")) return head === "token";
  if (name.startsWith("action_head.")) return head !== "token";
  const found = /^vision_backbone\.(?:vision_backbone\.)?(featurizer|fused_featurizer)\.(.*)$/.exec(name);
  if (!found) return true;
  const [, which, rest = ""] = found;
  const { depth } = towersOf(dims).find((tower) => tower.name === which)?.dims ?? { depth: 0 };
  return !/^(norm|attn_pool)\./.test(rest) && !rest.startsWith(`blocks.${depth - 1}.`);
}
