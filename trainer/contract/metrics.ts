import type { Text } from "./config/field.ts";
import { systemMetric } from "./system-metrics.ts";

export type MetricInfo = { label: Text; goal: "low" | "high" | null };

const low = (en: string, zh: string): MetricInfo => ({ label: { en, zh }, goal: "low" });
const high = (en: string, zh: string): MetricInfo => ({ label: { en, zh }, goal: "high" });
const plain = (en: string, zh: string): MetricInfo => ({ label: { en, zh }, goal: null });

/** The metrics that our trainer writes: what they are called, and which way is better. */
export const METRICS: Record<string, MetricInfo> = {
  "train/loss": low("Loss", "损失"),
  "train/total_loss": low("Total loss", "总损失"),
  "train/l1_loss": low("L1", "L1 损失"),
  "train/current_l1_loss": low("L1, first action", "L1（首个动作）"),
  "train/next_l1_loss": low("L1, later actions", "L1（后续动作）"),
  "train/action_accuracy": high("Action accuracy", "动作准确率"),
  "train/current_action_accuracy": high("Accuracy, first action", "准确率（首个动作）"),
  "train/next_action_accuracy": high("Accuracy, later actions", "准确率（后续动作）"),
  "energy/loss": low("InfoNCE", "InfoNCE 损失"),
  "energy/positive": low("E_pos", "正能量 E_pos"),
  "energy/negative": high("E_neg", "负能量 E_neg"),
  "energy/gap": high("Energy gap", "能量差"),
  "energy/negative_noise": high("E_neg, noise", "负能量（噪声）"),
  "energy/negative_temporal_shift": high("E_neg, shifted in time", "负能量（时间平移）"),
  "energy/negative_amplitude": high("E_neg, amplitude", "负能量（幅度）"),
  "energy/negative_gripper_flip": high("E_neg, gripper flipped", "负能量（夹爪翻转）"),
  "energy/l2": low("L2 on energies", "能量的 L2"),
  "optim/lr": plain("Learning rate", "学习率"),
  "optim/energy_lr": plain("Energy learning rate", "能量学习率"),
  "optim/grad_norm": plain("Gradient norm", "梯度范数"),
  "optim/energy_grad_norm": plain("Energy gradient norm", "能量梯度范数"),
  "perf/steps_per_second": high("Steps per second", "每秒步数"),
  "perf/samples_per_second": high("Samples per second", "每秒样本数"),
  "perf/data_wait": low("Share of time waiting for data", "等待数据的时间占比"),
  "perf/step_ms": low("Milliseconds a step", "每步毫秒数"),
  "val/loss": low("Validation loss", "验证损失"),
  "val/l1_loss": low("Validation L1", "验证 L1"),
  "val/current_l1_loss": low("Validation L1, first action", "验证 L1（首个动作）"),
  "val/next_l1_loss": low("Validation L1, later actions", "验证 L1（后续动作）"),
  "val/action_accuracy": high("Validation accuracy", "验证准确率"),
  "val/current_action_accuracy": high("Validation accuracy, first action", "验证准确率（首个动作）"),
  "val/next_action_accuracy": high("Validation accuracy, later actions", "验证准确率（后续动作）"),
  "val/l1_ratio": low("Validation L1 / mean chunk's", "验证 L1 ÷ 均值动作块"),
  "val/energy_loss": low("Validation InfoNCE", "验证 InfoNCE"),
  "val/energy_loss_ratio": low("Validation InfoNCE / chance", "验证 InfoNCE ÷ 随机水平"),
  "val/energy_positive": low("Validation E_pos", "验证 E_pos"),
  "val/energy_negative": high("Validation E_neg", "验证 E_neg"),
  "val/energy_gap": high("Validation energy gap", "验证能量差"),
  "val/energy_negative_noise": high("Validation E_neg, noise", "验证负能量（噪声）"),
  "val/energy_negative_temporal_shift": high("Validation E_neg, shifted in time", "验证负能量（时间平移）"),
  "val/energy_negative_amplitude": high("Validation E_neg, amplitude", "验证负能量（幅度）"),
  "val/energy_negative_gripper_flip": high("Validation E_neg, gripper flipped", "验证负能量（夹爪翻转）"),
  "val/energy_l2": low("Validation L2 on energies", "验证能量的 L2"),
  "val/swap_rise": high("L1 rise, instruction swapped", "指令替换后的 L1 升幅"),
  "val/swap_rise_approach": high("L1 rise, swapped, approach only", "指令替换后的 L1 升幅（接近段）"),
  "val/blank_rise": high("L1 rise, picture blank", "画面全黑后的 L1 升幅"),
};

/** What is known of a metric, our trainer's or the machine's; null for any other. */
export function metricInfo(key: string): MetricInfo | null {
  return Object.hasOwn(METRICS, key) ? METRICS[key]! : systemMetric(key);
}

/** Names that the original writes, and ours for the same number: a PyTorch run and ours then share a chart. */
export const METRIC_ALIASES: Record<string, string> = {
  "VLA Train/Loss": "train/loss",
  "VLA Train/Curr Action Accuracy": "train/current_action_accuracy",
  "VLA Train/Next Actions Accuracy": "train/next_action_accuracy",
  "VLA Train/Curr Action L1 Loss": "train/current_l1_loss",
  "VLA Train/Next Actions L1 Loss": "train/next_l1_loss",
  "VLA Train/Energy Loss": "energy/loss",
  "VLA Train/Positive Energy": "energy/positive",
  "VLA Train/Negative Energy": "energy/negative",
  "VLA Train/Learning Rate": "optim/lr",
  "VLA Val/Loss": "val/loss",
  "VLA Val/Curr Action Accuracy": "val/current_action_accuracy",
  "VLA Val/Next Actions Accuracy": "val/next_action_accuracy",
  "VLA Val/Curr Action L1 Loss": "val/current_l1_loss",
  "VLA Val/Next Actions L1 Loss": "val/next_l1_loss",
};

/** Our name for a metric, whatever the trainer called it. */
export function canonicalMetric(name: string): string {
  return METRIC_ALIASES[name] ?? name;
}
