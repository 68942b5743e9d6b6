import { isFilmName } from "#trainer/models/film-names.ts";
import type { BaseParams } from "#trainer/models/vla.ts";
import { flatten, type Params, unflatten } from "#trainer/tree.ts";
import { matching, paramsOf, under } from "../tensors.ts";
import { checkL1 } from "./check-l1.ts";
import type { OpenVla } from "./open-policy.ts";
import { type Variant, withHeads } from "./variant.ts";

/** The whole policy with FiLM, whose mean counts padding as the original's does. */
export async function checkFilmedPolicy(policy: OpenVla, variants: Variant[]): Promise<void> {
  const { found, sheet, filmed } = policy;
  const film = flatten(paramsOf<Params>(under(found.others.get("film") ?? new Map(), "")));
  const base = unflatten([...flatten(filmed as unknown as Params), ...film]) as unknown as BaseParams;
  const strangers = [...film.keys()].filter((name) => !isFilmName(name));
  sheet.check("names of FiLM's weights", strangers.length === 0, `expected scale and shift, but found ${strangers}`);
  for (const [, at = "", name = ""] of matching(found.outputs, /^(film_([^.]+))\.loss$/)) {
    const variant = variants.find((one) => one.name === name || one.name === `${name}_noproprio`);
    if (!variant) throw new Error(`expected a batch ${name} or ${name}_noproprio for ${at}`);
    const dims = { ...variant.dims, film: "original" as const };
    const params = withHeads(policy, base, dims);
    await sheet.part(at, () => checkL1(policy, { ...variant, dims }, { params, at, without: [] }));
  }
}
