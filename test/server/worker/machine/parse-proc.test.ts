import { expect, test } from "vitest";
import {
  parseCpuTimes,
  parseIo,
  parseMemory,
  parseNetwork,
  parseResidentBytes,
  parseStat,
} from "#server/worker/machine/parse-proc.ts";

const STAT =
  "4711 (tmux: server (x) y) S 4700 4699 4690 0 -1 4194304 100 0 0 0 1250 250 300 100 20 0 7 0 6392865 3133440 381 " +
  "18446744073709551615 94362484109312 94362484129193 140732953255024 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n";

test("a process is read whatever its name holds", () => {
  expect(parseStat(STAT)).toEqual({
    pid: 4711,
    parent: 4700,
    group: 4699,
    start: "6392865",
    cpuSeconds: 15,
    reapedSeconds: 4,
  });
});

test.each(["", "4711", "4711 (node", "4711 (node) S 1 2"])("%j is no process", (text) => {
  expect(parseStat(text)).toBeNull();
});

test("memory of a process is what is resident, of a zombie nothing", () => {
  expect(parseResidentBytes("Name:\tnode\nVmPeak:\t  999 kB\nVmHWM:\t  640 kB\nVmRSS:\t  512 kB\n")).toBe(524_288);
  expect(parseResidentBytes("Name:\tsh\nState:\tZ (zombie)\n")).toBe(0);
});

test("disk bytes are those that reached a disk, not those that were asked for", () => {
  const text =
    "rchar: 6976\nwchar: 77\nsyscr: 10\nsyscw: 0\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 12\n";
  expect(parseIo(text)).toEqual({ readBytes: 4096, writtenBytes: 8192 });
  expect(parseIo("")).toBeNull();
});

test("the machine's work is its time but idling and waiting for disks; guests are not counted twice", () => {
  const text =
    "cpu  7274515 82634 689528 4513498 31409 0 14767 175482 500 20\ncpu0 3577569 39665 327722 2349167 10354 0 0 0 0 0\n";
  const busy = 7274515 + 82634 + 689528 + 14767 + 175482;
  expect(parseCpuTimes(text)).toEqual({ busy, total: busy + 4513498 + 31409 });
  expect(parseCpuTimes("intr 1 2 3")).toBeNull();
});

test("memory in use is what is not available, caches are", () => {
  const text =
    "MemTotal:       24684092 kB\nMemFree:        22494600 kB\nMemAvailable:   23935108 kB\nBuffers: 16216 kB\n";
  expect(parseMemory(text)).toEqual({ usedBytes: (24684092 - 23935108) * 1024, totalBytes: 24684092 * 1024 });
  expect(parseMemory("MemTotal: 1 kB\n")).toBeNull();
});

test("the network is all interfaces but the loopback", () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 33684845600 1552734    0    0    0     0          0         0 33684845600 1552734    0    0    0     0       0          0
  eth0: 7331384614  216201    0    0    0     0          0         0 17439521  150809    0    0    0     0       0          0
enp3s0:100 2    0    0    0     0          0         0 200  3    0    0    0     0       0          0
`;
  expect(parseNetwork(text)).toEqual({ receivedBytes: 7331384714, sentBytes: 17439721 });
  expect(parseNetwork("")).toEqual({ receivedBytes: 0, sentBytes: 0 });
});
