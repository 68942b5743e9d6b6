import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { until } from "#test/factories/wait.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

export type VelaServer = {
  /** Of the process that starts web and worker. */
  pid: number;
  url: string;
  dataDir: string;
  output(): string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<VelaServer>;
};

/** `npm start` as a user starts it, on a free port and a data folder of its own; resolves when it says that it is ready. */
export async function startVela({
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "vela-e2e-")),
  port = 0,
  settings = {} as Record<string, string>,
} = {}): Promise<VelaServer> {
  const chosen = port || (await freePort());
  const env = {
    ...process.env,
    ...settings,
    VELA_DATA: dataDir,
    HOST: "127.0.0.1",
    PORT: String(chosen),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
  } as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, ["--import", "tsx", "server/main.ts"], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (chunk) => (output += chunk));
  await until(() => {
    if (child.exitCode !== null) throw new Error(`the server ended: ${output}`);
    return output.includes("Vela is ready at");
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    signalGroup(child, signal);
    await ended;
  };
  return {
    pid: child.pid!,
    url: `http://127.0.0.1:${chosen}`,
    dataDir,
    output: () => output,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    async restart() {
      await end("SIGTERM");
      return await startVela({ dataDir, port: chosen, settings });
    },
  };
}

/** main.ts, web and worker share a group; trainers have their own and live on. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal);
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
