import { swapInfoNce } from "#trainer/energy/swap-infonce.ts";
import { tf } from "#trainer/engine/tf.ts";
import { l1Losses } from "#trainer/losses/l1.ts";
import { applyL1Head } from "#trainer/models/l1-head.ts";
import { adamW, adamWScalars, initAdamW } from "#trainer/optim/adamw.ts";
import { clipScale, globalNorm } from "#trainer/optim/clip.ts";
import { addGradients, initGradientSums, takeMeans } from "#trainer/optim/gradient-sums.ts";
import { learningRateAt, type Schedule } from "#trainer/optim/schedule.ts";
import { valueAndGrads } from "#trainer/optim/value-and-grads.ts";
import { flatten } from "#trainer/tree.ts";
import type { Trained } from "./check-training.ts";
import type { Golden } from "./golden-case.ts";
import { floats } from "./tensors.ts";

/** Numbers by the name of the output, without the run's. */
export type Simulated = Map<string, number[]>;

export type SimulationOptions = Schedule & {
  steps: number;
  accumulation: number;
  heads: number;
  tau: number;
  weightDecay: number;
  energyLearningRate: number;
  /** The energy model is updated after micro-batches from this one on. */
  hold: number;
  /** Numbers of updates after which the weights are kept. */
  keep: ReadonlySet<number>;
};

const CLIP_NORM = 1;

/** The original's training loop over fixed hidden states, made of our losses, gradients and updates. */
export function simulate(params: Trained, inputs: Golden, options: SimulationOptions): Simulated {
  const { steps, accumulation, hold, weightDecay } = options;
  const [head, energy] = [flatten(params.action_head), flatten(params.energy_model)];
  const [headState, energyState] = [initAdamW(head), initAdamW(energy)];
  const [headSums, energySums] = [initGradientSums(head), initGradientSums(energy)];
  const log: Simulated = new Map();
  const write = (key: string, value: number) => log.set(key, [...(log.get(key) ?? []), value]);
  let energyUpdates = 0;

  for (let step = 0; step < steps; step++) {
    tf.tidy(() => {
      let smoothed = 0;
      for (let micro = step * accumulation; micro < (step + 1) * accumulation; micro++) {
        const { task, contrast, positive, negative } = learn(params, microBatch(inputs, micro), options);
        write("micro_loss", number(task.value));
        write("micro_energy_loss", number(contrast.value));
        write("micro_E_pos", number(positive));
        write("micro_E_neg", number(negative));
        smoothed += number(task.value) / accumulation;
        addGradients(headSums, task.grads);
        addGradients(energySums, contrast.grads);
      }
      const learningRate = learningRateAt(step, options);
      const headGrads = takeMeans(headSums, accumulation);
      write("step_lr_used", learningRate);
      write("step_smoothed_loss", smoothed);
      write("step_head_grad_norm", number(globalNorm(headGrads)));
      adamW(head, headGrads, headState, { scalars: scalars(learningRate, weightDecay, step + 1) });

      const energyGrads = takeMeans(energySums, accumulation);
      const norm = globalNorm(energyGrads);
      const isHeld = (step + 1) * accumulation - 1 < hold;
      write("step_energy_grad_norm_before_clip", number(norm));
      write("step_energy_stepped", isHeld ? 0 : 1);
      if (isHeld) return;
      energyUpdates += 1;
      adamW(energy, energyGrads, energyState, {
        scalars: scalars(options.energyLearningRate, weightDecay, energyUpdates),
        gradientScale: clipScale(norm, CLIP_NORM),
      });
    });
    if (!options.keep.has(step + 1)) continue;
    for (const [name, leaf] of flatten(params)) log.set(`after_step${step + 1}.${name}`, [...leaf.dataSync()]);
  }
  return log;
}

type MicroBatch = ReturnType<typeof microBatch>;

function learn(params: Trained, batch: MicroBatch, { heads, tau }: SimulationOptions) {
  const { hidden, actions } = batch;
  const [, chunk] = actions.shape;
  const task = valueAndGrads(
    flatten(params.action_head),
    () => l1Losses(applyL1Head(params.action_head, hidden, chunk), actions).loss,
  );
  const options = { heads, tau, output: "scaledSigmoid" } as const;
  const contrast = valueAndGrads(
    flatten(params.energy_model),
    () => swapInfoNce(params.energy_model, batch, options).loss,
  );
  const { positive, negative } = swapInfoNce(params.energy_model, batch, options);
  return { task, contrast, positive, negative };
}

function microBatch(inputs: Golden, index: number) {
  const part = <T extends tf.Tensor>(name: string) => floats(inputs, name).gather([index]).squeeze<T>([0]);
  return {
    hidden: part("actions_hidden_states"),
    actions: part<tf.Tensor3D>("actions"),
    context: part<tf.Tensor3D>("context_hidden"),
    contextMask: part<tf.Tensor2D>("pad_mask"),
  };
}

function scalars(learningRate: number, weightDecay: number, update: number): tf.Tensor1D {
  return tf.tensor1d(adamWScalars({ learningRate, weightDecay, update }));
}

function number(x: tf.Tensor): number {
  return x.dataSync()[0]!;
}
