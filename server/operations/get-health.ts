import { statfs } from "node:fs/promises";
import { z } from "zod";
import { sealStatus } from "#server/audit/seal-status.ts";
import { requireInstance } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { countByVersion } from "#server/crypto/rotate-keys.ts";
import { judgeReadiness } from "#server/operations/judge-readiness.ts";
import { readQueue } from "#server/operations/read-queue.ts";
import { readDatabase, readProcesses, readSequencer } from "#server/operations/read-system.ts";

/** How long one bar of the chart is. */
const barMinutes = 30;
const bars = 48;

/** How this instance stands, for instance admins: numbers of the whole, nothing of any organization. */
export async function getHealth(ctx: Context) {
  requireInstance(ctx, "health:read");
  const now = ctx.clock.now();
  const [processes, sequencer, queue, database, disk, seal, keys, backup, samples] = await Promise.all([
    readProcesses(ctx.pool),
    readSequencer(ctx.pool),
    readQueue(ctx.pool, now),
    readDatabase(ctx.pool),
    readDisk(ctx.env.dataDir),
    sealStatus(ctx, { organizationId: null }),
    countByVersion(ctx.db),
    lastBackup(ctx),
    readSamples(ctx, now),
  ]);
  const checks = judgeReadiness({ migrations: null, processes, sequencer, queue });
  return {
    now,
    checks,
    processes: processes.map((one) => ({ ...one, isSequencer: one.id === sequencer.processId })),
    sequencer,
    queue,
    samples,
    database: { ...database, embedded: ctx.env.databaseUrl === undefined },
    disk,
    seal,
    keys: { current: ctx.keyRing.current, versions: ctx.keyRing.versions, inUse: keys },
    backup,
  };
}

/** Free and whole space of the disk that this process keeps its data folder on; null where it cannot be told. */
async function readDisk(folder: string) {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { folder, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}

const backupContent = z.object({ rows: z.int(), bytes: z.int(), encryptionKey: z.string() });

async function lastBackup({ db }: Context) {
  const entry = await db.auditEntry.findFirst({
    where: { organizationId: null, action: "instance.backed-up" },
    orderBy: { id: "desc" },
    select: { at: true, after: true },
  });
  const content = backupContent.safeParse(entry?.after);
  return entry && content.success ? { at: entry.at, ...content.data } : null;
}

/** The most that waited at once in each half hour of the last day, oldest first. */
async function readSamples({ db }: Context, now: Date) {
  const barMs = barMinutes * 60_000;
  const end = Math.floor(now.getTime() / barMs) * barMs + barMs;
  const start = new Date(end - bars * barMs);
  const rows = await db.queueSample.findMany({
    where: { at: { gte: start } },
    select: { at: true, due: true, later: true },
  });
  return Array.from({ length: bars }, (_, bar) => {
    const at = new Date(start.getTime() + bar * barMs);
    const within = rows.filter((row) => row.at >= at && row.at.getTime() < at.getTime() + barMs);
    return {
      at,
      due: Math.max(0, ...within.map((row) => row.due)),
      later: Math.max(0, ...within.map((row) => row.later)),
    };
  });
}
