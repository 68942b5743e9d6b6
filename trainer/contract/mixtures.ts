import type { Text } from "./config/field.ts";

/** A data set and how often it is drawn from, relative to its size and the others. */
export type MixtureMember = { name: string; weight: number };

/** What cannot be read as a mixture; the message is one sentence. */
export class MixtureError extends Error {
  override name = "MixtureError";
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.text = text;
  }
}

/**
 * The data sets of `data.datasetName`: a mixture that the original knows, one name, or "a:1,b:0.5" (no weight means 1).
 * A data set named twice counts once, with its first weight (origin §2.9). @throws MixtureError
 */
export function parseMixture(text: string): MixtureMember[] {
  const known = Object.hasOwn(KNOWN_MIXTURES, text.trim()) ? KNOWN_MIXTURES[text.trim()] : undefined;
  const members = known ? Object.entries(known).map(([name, weight]) => ({ name, weight })) : listed(text);
  const names = new Set<string>();
  return members.filter(({ name }) => !names.has(name) && names.add(name));
}

function listed(text: string): MixtureMember[] {
  return text.split(",").map((part) => {
    const [name = "", weightText = "1", ...rest] = part.split(":").map((word) => word.trim());
    const weight = Number(weightText);
    if (name === "" || weightText === "" || rest.length > 0) {
      throw new MixtureError({
        en: `a mixture is written name:weight,name:weight; "${part}" in "${text}" is not`,
        zh: `混合写作 名称:权重,名称:权重；"${text}" 中的 "${part}" 不是`,
      });
    }
    if (!(weight > 0 && Number.isFinite(weight))) {
      throw new MixtureError({
        en: `the weight of data set "${name}" should be a number above 0, found "${weightText}"`,
        zh: `数据集 "${name}" 的权重应为大于 0 的数，当前为 "${weightText}"`,
      });
    }
    return { name, weight };
  });
}

const RT_X = {
  fractal20220817_data: 0.54087122203,
  kuka: 0.8341046294,
  bridge_orig: 1,
  taco_play: 2,
  jaco_play: 2,
  berkeley_cable_routing: 3,
  roboturk: 1,
  viola: 2,
  berkeley_autolab_ur5: 1,
  toto: 1,
};

const MAGIC_SOUP = {
  fractal20220817_data: 0.54087122203,
  kuka: 0.8341046294,
  bridge_orig: 1,
  taco_play: 2,
  jaco_play: 1,
  berkeley_cable_routing: 1,
  roboturk: 2,
  viola: 2,
  berkeley_autolab_ur5: 2,
  toto: 1,
  language_table: 0.1,
  stanford_hydra_dataset_converted_externally_to_rlds: 2,
  austin_buds_dataset_converted_externally_to_rlds: 1,
  nyu_franka_play_dataset_converted_externally_to_rlds: 3,
  furniture_bench_dataset_converted_externally_to_rlds: 0.1,
  ucsd_kitchen_dataset_converted_externally_to_rlds: 2,
  austin_sailor_dataset_converted_externally_to_rlds: 1,
  austin_sirius_dataset_converted_externally_to_rlds: 1,
  dlr_edan_shared_control_converted_externally_to_rlds: 1,
  iamlab_cmu_pickup_insert_converted_externally_to_rlds: 1,
  utaustin_mutex: 1,
  berkeley_fanuc_manipulation: 2,
  cmu_stretch: 1,
};

const MAGIC_SOUP_NEW = { bc_z: 0.2, fmb_dataset: 1, dobbe: 0.2 };

/** Weights by data set of the mixtures that the original names. A data set that it names alone needs no entry. */
export const KNOWN_MIXTURES: Record<string, Record<string, number>> = {
  bridge: { bridge_orig: 1 },
  bridge_rt_1: { bridge_orig: 1, fractal20220817_data: 1 },
  rtx: RT_X,
  rtx_franka: {
    ...RT_X,
    stanford_hydra_dataset_converted_externally_to_rlds: 1,
    austin_buds_dataset_converted_externally_to_rlds: 3,
    nyu_franka_play_dataset_converted_externally_to_rlds: 3,
    maniskill_dataset_converted_externally_to_rlds: 0.1,
    furniture_bench_dataset_converted_externally_to_rlds: 0.1,
    cmu_franka_exploration_dataset_converted_externally_to_rlds: 5,
    austin_sailor_dataset_converted_externally_to_rlds: 1,
    austin_sirius_dataset_converted_externally_to_rlds: 1,
    berkeley_rpt_converted_externally_to_rlds: 1,
    kaist_nonprehensile_converted_externally_to_rlds: 3,
    stanford_robocook_converted_externally_to_rlds: 1,
    iamlab_cmu_pickup_insert_converted_externally_to_rlds: 1,
    utaustin_mutex: 1,
    cmu_play_fusion: 1,
  },
  oxe_magic_soup: MAGIC_SOUP,
  oxe_magic_soup_plus: { ...MAGIC_SOUP, ...MAGIC_SOUP_NEW, droid: 0.06 },
  oxe_magic_soup_plus_minus: { ...without(MAGIC_SOUP, "language_table"), ...MAGIC_SOUP_NEW, fractal20220817_data: 1 },
  libero_4_task_suites_no_noops: {
    libero_spatial_no_noops: 1,
    libero_object_no_noops: 1,
    libero_goal_no_noops: 1,
    libero_10_no_noops: 1,
  },
};

function without(weights: Record<string, number>, name: string): Record<string, number> {
  return Object.fromEntries(Object.entries(weights).filter(([other]) => other !== name));
}
