import { spawn } from "node:child_process";
import path from "node:path";
import { type Order, type PlannedEvent, type Point, reportSchema } from "./orders.ts";
import { within } from "./wait.ts";

/** What became of an event as its producer saw it; `unknown` where the process died before it could say. */
export type Emitted = "accepted" | "refused" | "unknown";

/** A process that the suite started, and so may end. */
export type ProcessUnderTest = {
  name: string;
  pid: number;
  alive(): boolean;
  /** Resolves with the signal or exit code once it is gone. */
  gone: Promise<NodeJS.Signals | number>;
  /** Leases that it claimed. */
  tokens: ReadonlySet<string>;
  emit(event: PlannedEvent): Promise<Emitted>;
  /** Ends or freezes itself at the how manyth time it comes by a point; `reached` then tells that it is there. */
  arm(point: Point, time: number, action?: "SIGKILL" | "SIGSTOP"): Promise<void>;
  reached(): boolean;
  /** Moves its clock beside the suite's. */
  setClock(offset: number): void;
  kill(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
  /** Asks it to end; by force where it does not. */
  stop(): Promise<void>;
  /** What it wrote to its log. */
  output(): string;
};

/** A start takes a second or two on an idle machine. */
const startMs = 120_000;
const stopMs = 20_000;
/** Whoever lives answers a producer within this, on a busy machine and while the database is away. */
const emitMs = 90_000;

/** Starts a process under test and waits until it works. */
export async function startProcess(name: string, env: Record<string, string>): Promise<ProcessUnderTest> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "entry.ts")], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", ...env },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-20_000);
    });
  }
  const tokens = new Set<string>();
  const asked = new Map<string, (emitted: Emitted) => void>();
  let ready: () => void = () => {};
  let armed: () => void = () => {};
  let reached = false;
  const started = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const gone = new Promise<NodeJS.Signals | number>((resolve) => {
    child.once("exit", (code, signal) => {
      for (const answer of asked.values()) answer("unknown");
      resolve(signal ?? code ?? -1);
    });
  });
  child.on("error", () => {});
  child.on("message", (message) => {
    const report = reportSchema.parse(message);
    if (report.is === "ready") ready();
    if (report.is === "armed") armed();
    if (report.is === "reached") reached = true;
    if (report.is === "claimed") tokens.add(report.token);
    if (report.is === "emitted") asked.get(report.key)?.(report.accepted ? "accepted" : "refused");
  });
  const alive = () => child.exitCode === null && child.signalCode === null;
  const order = (next: Order) =>
    // Whoever died meanwhile is noticed by its end.
    void (child.connected && child.send(next, () => {}));
  await within(
    `The start of ${name}`,
    startMs,
    Promise.race([
      started,
      gone.then((end) => Promise.reject(new Error(`${name} ended at its start (${end}):\n${printed}`))),
    ]),
  );
  return {
    name,
    pid: child.pid ?? 0,
    alive,
    gone,
    tokens,
    output: () => printed,
    emit: (event) =>
      new Promise((resolve) => {
        const answer = (emitted: Emitted) => {
          asked.delete(event.key);
          resolve(emitted);
        };
        if (!alive()) return answer("unknown");
        const late = setTimeout(() => answer("unknown"), emitMs);
        asked.set(event.key, (emitted) => {
          clearTimeout(late);
          answer(emitted);
        });
        order({ do: "emit", event });
      }),
    async arm(point, time, action = "SIGKILL") {
      reached = false;
      const told = new Promise<void>((resolve) => {
        armed = resolve;
      });
      order({ do: "arm", point, time, action });
      await within(`Arming ${name} at ${point}`, 30_000, Promise.race([told, gone]));
    },
    reached: () => reached,
    setClock: (offset) => order({ do: "clock", offset }),
    kill: (signal) => void child.kill(signal),
    async stop() {
      if (!alive()) return;
      child.kill("SIGCONT");
      order({ do: "stop" });
      const late = setTimeout(() => child.kill("SIGKILL"), stopMs);
      await gone;
      clearTimeout(late);
    },
  };
}
