import { createReadStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "#server/audit/checkpoint.ts";

const TAIL_BYTES = 16_384;

/** Where a process keeps the checkpoints that it made: outside the database, one JSON object a line. */
export function checkpointFileOf(dataDir: string): string {
  return path.join(dataDir, "audit-checkpoints.ndjson");
}

/** Adds a checkpoint; it is on the disk when this resolves. */
export async function appendCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(file, "a+", 0o600);
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read({ position: Math.max(size - 1, 0), buffer: Buffer.alloc(1) });
    // A line that a crash cut short must not swallow this one.
    const start = size > 0 && buffer.toString() !== "\n" ? "\n" : "";
    await handle.appendFile(`${start}${JSON.stringify(writeCheckpoint(checkpoint))}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The newest checkpoints of a file, newest first, out of its last lines; none where there is no file. */
export async function readNewestCheckpoints(file: string): Promise<Checkpoint[]> {
  const handle = await open(file, "r").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
  if (!handle) return [];
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await handle.read({ position: size - length, buffer: Buffer.alloc(length) });
    const lines = buffer.toString("utf8").split("\n").reverse();
    return lines.map(readCheckpoint).filter((one) => one !== null);
  } finally {
    await handle.close();
  }
}

/** A checkpoint and where it was found. */
export type FoundCheckpoint = Checkpoint & { from: string };

/**
 * Every checkpoint of a checkpoint file, or of a file with Bellwire's log, and which of its lines look like one but
 * cannot be read: cut by a crash, or changed.
 */
export async function readCheckpointFile(
  file: string,
): Promise<{ checkpoints: FoundCheckpoint[]; unreadable: number[] }> {
  const checkpoints: FoundCheckpoint[] = [];
  const unreadable: number[] = [];
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity })) {
    number += 1;
    const checkpoint = readCheckpoint(line);
    if (checkpoint) checkpoints.push({ ...checkpoint, from: `${file}, line ${number}` });
    else if (line.trim() !== "" && !isLogLine(line)) unreadable.push(number);
  }
  return { checkpoints, unreadable };
}

// The log's other lines: JSON with a level, and the plain sentences for the person at the terminal.
function isLogLine(line: string): boolean {
  return /^\{"level":"[a-z]+",(?!.*"checkpoint":)/.test(line) || !line.startsWith("{");
}
