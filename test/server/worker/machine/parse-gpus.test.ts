import { expect, test } from "vitest";
import { parseGpuProcesses, parseGpus } from "#server/worker/machine/parse-gpus.ts";

const MIB = 1024 * 1024;

test("GPUs of several generations are read alike", () => {
  const text = `0, GPU-1d1c3a52-4c3e-7b2e-6bd1-0c3d8a6b8f10, NVIDIA H100 80GB HBM3, 97, 61234, 81559, 61, 683.42
1, GPU-8f3c2b11-9a77-4f1e-a0c1-7be2d4f0a921, NVIDIA A100-SXM4-40GB, 0, 4, 40960, 28, 52.11
2, GPU-2b6f9c7e-1111-2222-3333-444455556666, Tesla V100-SXM2-16GB, 5, 310, 16160, 35, 40.02
3, GPU-00000000-1111-2222-3333-444455556666, NVIDIA GeForce RTX 4090, 12, 1024, 24564, 44, 71
`;
  expect(parseGpus(text)).toMatchObject([
    {
      index: 0,
      uuid: "GPU-1d1c3a52-4c3e-7b2e-6bd1-0c3d8a6b8f10",
      name: "NVIDIA H100 80GB HBM3",
      percent: 97,
      memoryBytes: 61234 * MIB,
      memoryTotalBytes: 81559 * MIB,
      temperature: 61,
      watts: 683.42,
    },
    { index: 1, name: "NVIDIA A100-SXM4-40GB", percent: 0, watts: 52.11 },
    { index: 2, name: "Tesla V100-SXM2-16GB", temperature: 35 },
    { index: 3, name: "NVIDIA GeForce RTX 4090", watts: 71 },
  ]);
});

test.each(["[N/A]", "[Not Supported]", "N/A", "[Unknown Error]", "[GPU requires reset]", "ERR!", ""])(
  "%j is no value, also where MIG hides the use of the whole",
  (nothing) => {
    const [gpu] = parseGpus(`0, GPU-a, NVIDIA A100-SXM4-40GB MIG 1g.5gb, ${nothing}, 19, 40960, 30, ${nothing}\n`);
    expect(gpu).toMatchObject({ percent: null, memoryBytes: 19 * MIB, temperature: 30, watts: null });
  },
);

test("a name with a comma does not shift what follows it", () => {
  expect(parseGpus("0, GPU-a, Graphics Device, rev 2, 1, 2, 3, 4, 5\n")[0]).toMatchObject({
    name: "Graphics Device, rev 2",
    percent: 1,
    watts: 5,
  });
});

test.each([
  "",
  "No devices were found\n",
  "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n",
  "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.54\n",
])("%j is no GPU", (text) => {
  expect(parseGpus(text)).toEqual([]);
});

test("who computes on which GPU", () => {
  expect(parseGpuProcesses("4711, GPU-a\n4711, GPU-b\n12, GPU-a\n[N/A], GPU-c\n")).toEqual([
    { pid: 4711, uuid: "GPU-a" },
    { pid: 4711, uuid: "GPU-b" },
    { pid: 12, uuid: "GPU-a" },
  ]);
});
