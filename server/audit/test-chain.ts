import { createSigningKey, signCheckpoint } from "#server/audit/checkpoint.ts";
import type { FoundCheckpoint } from "#server/audit/checkpoint-file.ts";
import { chainHashOf, entryHashOf, GENESIS } from "#server/audit/entry-hash.ts";
import type { SealedEntry } from "#server/audit/entry-rows.ts";
import { type ChainToVerify, type Verdict, verifyChain } from "#server/audit/verify-chain.ts";

// For tests: chains that stand in no database.
export const key = createSigningKey();
const keys = new Map([[key.id, key.publicKey]]);
export const start = Date.parse("2026-11-21T12:00:00Z");

export type Chain = { entries: SealedEntry[]; checkpoints: FoundCheckpoint[] };

/** A chain of entries with the given texts, each `every` of them with a checkpoint. */
export function chainOf(texts: readonly unknown[], every = 3): Chain {
  const blank = texts.map((text, index) => ({
    ...{ id: `id-${index + 1}`, organizationId: null, projectId: null, at: new Date(start + index * 1_000) },
    ...{
      actorKind: "user",
      actorId: null,
      actorName: "Ada",
      action: "project.renamed",
      targetKind: "project",
    },
    ...{ targetId: null, targetName: "Payments", before: null, after: text, ipAddress: "203.0.113.9" },
    ...{ userAgent: "test", requestId: "", contentHash: null, segment: 1, number: index + 1 },
    ...{ entryHash: null, chainHash: null },
  }));
  const entries = seal(blank);
  const checkpoints = entries.filter((one) => one.number % every === 0).map((one) => stated(one));
  return { entries, checkpoints };
}

export function seal(entries: readonly SealedEntry[]): SealedEntry[] {
  let before: Uint8Array = GENESIS;
  return entries.map((entry) => {
    const entryHash = entryHashOf(entry);
    const segment = entry.segment ?? 1;
    before = chainHashOf({ segment, number: entry.number, before, entryHash });
    return { ...entry, entryHash, chainHash: before };
  });
}

export function stated(entry: SealedEntry | undefined, from = "the database", by = key): FoundCheckpoint {
  const { segment, number, chainHash } = entry ?? {};
  if (!segment || !number || !chainHash) throw new Error("This entry is not sealed.");
  return { ...signCheckpoint(by, { segment, number, chainHash, at: new Date(start) }), from };
}

export async function verify(chain: Chain, over: Partial<ChainToVerify> = {}): Promise<Verdict> {
  return verifyChain({
    entries: stream(chain.entries),
    checkpoints: chain.checkpoints,
    keys,
    end: endOf(chain),
    ...over,
  });
}

export function endOf({ entries }: Chain): ChainToVerify["end"] {
  const last = entries.at(-1);
  return last?.chainHash
    ? { segment: last.segment ?? 1, number: last.number, chainHash: last.chainHash }
    : null;
}

async function* stream(entries: readonly SealedEntry[]) {
  yield* [...entries].sort((a, b) => a.number - b.number);
}

export const brokenOf = (verdict: Verdict) => (verdict.intact ? null : verdict.broken);
export const replaced = (entries: SealedEntry[], at: number, over: Partial<SealedEntry>) =>
  entries.map((one, index) => (index === at ? { ...one, ...over } : one));
