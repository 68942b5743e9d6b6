export type Setting = { name: string; settings: string[] };

const HEADS = ["l1", "diffusion", "token"];
const OUTPUTS = ["scaledSigmoid", "scaledSigmoidPooled", "sigmoid", "softplus", "unbounded"];
const KINDS = ["noise", "temporalShift", "amplitude", "gripperFlip"];
const NEGATIVES = [[], ...KINDS.map((kind) => [kind]), KINDS];

type Choice = { head: string; film: boolean; output: string; negatives: string[] };

const BASE: Choice = { head: "l1", film: false, output: "scaledSigmoid", negatives: [] };

/** What is compared: the base and every setting that differs from it in one thing or, when `full`, all combinations. */
export function planLearning({ full }: { full: boolean }): Setting[] {
  const choices = full
    ? HEADS.flatMap((head) =>
        [false, true].flatMap((film) =>
          OUTPUTS.flatMap((output) => [[], KINDS].map((negatives) => ({ head, film, output, negatives }))),
        ),
      )
    : [
        ...HEADS.map((head) => ({ ...BASE, head })),
        { ...BASE, film: true },
        ...OUTPUTS.slice(1).map((output) => ({ ...BASE, output })),
        ...NEGATIVES.slice(1).map((negatives) => ({ ...BASE, negatives })),
      ];
  return choices.map((choice) => ({ name: nameOf(choice), settings: settingsOf(choice) }));
}

function nameOf({ head, film, output, negatives }: Choice): string {
  const extra = negatives.length === KINDS.length ? "all" : negatives.join("+");
  return [head, film ? "film" : "no-film", output, negatives.length > 0 ? extra : "swap-only"].join(" ");
}

function settingsOf({ head, film, output, negatives }: Choice): string[] {
  return [
    `head.kind=${head}`,
    `film.enabled=${film}`,
    `energy.output=${output}`,
    ...negatives.map((kind) => `energy.negatives.${kind}=true`),
  ];
}
