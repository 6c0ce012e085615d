import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSigningKey, signCheckpoint } from "#server/audit/checkpoint.ts";
import type { FoundCheckpoint } from "#server/audit/checkpoint-file.ts";
import { chainHashOf, contentHashOf, ERASED, entryHashOf, GENESIS } from "#server/audit/entry-hash.ts";
import type { SealedEntry } from "#server/audit/entry-rows.ts";
import { type ChainToVerify, type Verdict, verifyChain } from "#server/audit/verify-chain.ts";

const key = createSigningKey();
const keys = new Map([[key.id, key.publicKey]]);
const start = Date.parse("2026-11-21T12:00:00Z");

type Chain = { entries: SealedEntry[]; checkpoints: FoundCheckpoint[] };

/** A chain of entries with the given texts, each `every` of them with a checkpoint. */
function chainOf(texts: readonly unknown[], every = 3): Chain {
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

function seal(entries: readonly SealedEntry[]): SealedEntry[] {
  let before: Uint8Array = GENESIS;
  return entries.map((entry) => {
    const entryHash = entryHashOf(entry);
    const segment = entry.segment ?? 1;
    before = chainHashOf({ segment, number: entry.number, before, entryHash });
    return { ...entry, entryHash, chainHash: before };
  });
}

function stated(entry: SealedEntry | undefined, from = "the database", by = key): FoundCheckpoint {
  const { segment, number, chainHash } = entry ?? {};
  if (!segment || !number || !chainHash) throw new Error("This entry is not sealed.");
  return { ...signCheckpoint(by, { segment, number, chainHash, at: new Date(start) }), from };
}

async function verify(chain: Chain, over: Partial<ChainToVerify> = {}): Promise<Verdict> {
  return verifyChain({
    entries: stream(chain.entries),
    checkpoints: chain.checkpoints,
    keys,
    end: endOf(chain),
    ...over,
  });
}

function endOf({ entries }: Chain): ChainToVerify["end"] {
  const last = entries.at(-1);
  return last?.chainHash
    ? { segment: last.segment ?? 1, number: last.number, chainHash: last.chainHash }
    : null;
}

async function* stream(entries: readonly SealedEntry[]) {
  yield* [...entries].sort((a, b) => a.number - b.number);
}

const brokenOf = (verdict: Verdict) => (verdict.intact ? null : verdict.broken);
const replaced = (entries: SealedEntry[], at: number, over: Partial<SealedEntry>) =>
  entries.map((one, index) => (index === at ? { ...one, ...over } : one));

const whole = chainOf(["a", "b", "c", "d", "e", "f", "g"]);

describe("an intact chain", () => {
  it("is proven to its last entry and covered to its last checkpoint", async () => {
    const verdict = await verify(whole);
    expect(verdict).toMatchObject({
      intact: true,
      proof: { entries: 7, covered: 6, checkpoints: { agreeing: 2, restoredAway: 0 } },
    });
    expect(verdict.proof.segments).toEqual([{ segment: 1, first: 1, last: 7, since: new Date(start) }]);
    expect(verdict.proof.uncoveredSince).toEqual(new Date(start + 6_000));
  });

  it("may be empty", async () => {
    const end = { segment: 1, number: 0, chainHash: GENESIS };
    expect(await verify({ entries: [], checkpoints: [] }, { end })).toMatchObject({ intact: true });
  });

  it("stays proven when the content of an entry was erased and its hash kept", async () => {
    const third = whole.entries[2];
    if (!third) throw new Error("There is no third entry.");
    const erased = { ...ERASED, contentHash: contentHashOf(third) };
    const entries = replaced(whole.entries, 2, erased);
    expect(await verify({ ...whole, entries })).toMatchObject({ intact: true, proof: { erased: 1 } });
    const refilled = replaced(entries, 2, { targetName: "Somebody else's" });
    expect(brokenOf(await verify({ ...whole, entries: refilled }))).toMatchObject({
      kind: "changed",
      number: 3,
    });
  });

  it("may go on in an announced segment after a restore, and says which checkpoints were lost", async () => {
    const kept = whole.entries.slice(0, 4);
    const announcement = { action: "audit.segment-started", targetId: "2" };
    const added = chainOf(["restored", "h"]).entries.map((one, index) => ({
      ...one,
      ...(index === 0 ? announcement : {}),
      segment: 2,
      number: 5 + index,
    }));
    const entries = seal([...kept, ...added]);
    const checkpoints = [...whole.checkpoints, stated(entries[5])];
    expect(await verify({ entries, checkpoints })).toMatchObject({
      intact: true,
      proof: { checkpoints: { agreeing: 2, restoredAway: 1, lastLost: 6 }, covered: 6 },
    });
    const silent = seal(entries.map((one) => ({ ...one, action: "project.renamed" })));
    expect(brokenOf(await verify({ entries: silent, checkpoints: [] }))).toMatchObject({
      kind: "changed",
      number: 5,
      sentence: "It claims to be of segment 2, which nobody began.",
    });
  });
});

describe("a broken chain names", () => {
  it("the changed entry", async () => {
    const entries = replaced(whole.entries, 3, { after: "D" });
    expect(brokenOf(await verify({ ...whole, entries }))).toMatchObject({
      kind: "changed",
      number: 4,
      entry: { id: "id-4", action: "project.renamed" },
      sentence: expect.stringContaining("It was changed"),
    });
  });

  it("the removed entry, and the one after it", async () => {
    const entries = whole.entries.filter((one) => one.number !== 4 && one.number !== 5);
    expect(brokenOf(await verify({ ...whole, entries }))).toMatchObject({
      kind: "removed",
      number: 4,
      sentence: expect.stringMatching(/^Entries 4 to 5 are missing.*entry 6 \(id-6/),
    });
  });

  it("swapped entries, whether their numbers or their contents changed places", async () => {
    const numbers = whole.entries.map((one) => ({
      ...one,
      number: { 3: 5, 5: 3 }[one.number] ?? one.number,
    }));
    expect(brokenOf(await verify({ ...whole, entries: numbers }))).toMatchObject({
      kind: "moved",
      number: 3,
      sentence: "It was swapped: entry 5 (id-3) was sealed in this place.",
    });
    const [, , third, , fifth] = whole.entries;
    const { number: _, entryHash: __, chainHash: ___, ...ofFifth } = { ...fifth };
    const { number: _n, entryHash: _e, chainHash: _c, ...ofThird } = { ...third };
    const contents = replaced(replaced(whole.entries, 2, ofFifth), 4, ofThird);
    expect(brokenOf(await verify({ ...whole, entries: contents }))).toMatchObject({
      kind: "changed",
      number: 3,
      sentence: "It was swapped: what stands here was sealed as entry 5.",
    });
  });

  it("where it was cut off, by a checkpoint or by the database's own counter", async () => {
    const entries = whole.entries.slice(0, 5);
    expect(brokenOf(await verify({ ...whole, entries }))).toMatchObject({
      kind: "truncated",
      number: 6,
      sentence: expect.stringContaining("proves that it went on to entry 6 of segment 1"),
    });
    expect(brokenOf(await verify({ entries, checkpoints: [] }, { end: endOf(whole) }))).toMatchObject({
      kind: "truncated",
      number: 6,
      sentence: expect.stringContaining("went on to entry 7"),
    });
  });

  it("the stretch that was recomputed by somebody who has the database and not the key", async () => {
    const entries = seal(replaced(whole.entries, 4, { after: "E" }));
    const forged = { entries, checkpoints: whole.checkpoints };
    expect(brokenOf(await verify(forged))).toMatchObject({
      kind: "rewritten",
      number: 6,
      sentence: expect.stringMatching(/^One of the entries 4 to 6 was changed and the chain computed anew/),
    });
  });

  it("a changed checkpoint, and one of a foreign or replaced key", async () => {
    const [first, second] = whole.checkpoints;
    const later = { ...stated(whole.entries[2]), at: new Date(start + 1) };
    expect(brokenOf(await verify({ ...whole, checkpoints: [later] }))).toMatchObject({
      kind: "checkpoint",
      number: 3,
      sentence: expect.stringContaining("its signature does not fit"),
    });
    const mallory = createSigningKey();
    const foreign = stated(whole.entries[5], "copy.ndjson, line 2", mallory);
    expect(brokenOf(await verify({ ...whole, checkpoints: first ? [first, foreign] : [] }))).toMatchObject({
      kind: "foreign-key",
      number: 6,
      sentence: expect.stringContaining("copy.ndjson, line 2"),
    });
    const swapped = new Map([[key.id, mallory.publicKey]]);
    expect(
      brokenOf(await verify({ ...whole, checkpoints: second ? [second] : [] }, { keys: swapped })),
    ).toMatchObject({
      kind: "foreign-key",
      sentence: expect.stringContaining("was replaced"),
    });
  });

  it("an entry put in before the first, and hashes that were taken away", async () => {
    const [first] = whole.entries;
    if (!first) throw new Error("There is no entry.");
    const before = { ...whole, entries: [{ ...first, id: "new", number: 0 }, ...whole.entries] };
    expect(brokenOf(await verify(before))).toMatchObject({ kind: "added", number: 0 });
    const bare = replaced(whole.entries, 1, { chainHash: null });
    expect(brokenOf(await verify({ ...whole, entries: bare }))).toMatchObject({ kind: "changed", number: 2 });
  });
});

/** One thing that somebody may do to a chain, and the number of the entry where it must be found. */
type Edit = {
  name: string;
  apply: (chain: Chain, at: number, other: number) => { chain: Chain; found: number };
};

const fieldEdits = (
  ["actorName", "action", "targetName", "ipAddress", "requestId", "id", "actorKind"] as const
).map(
  (field): Edit => ({
    name: `change of ${field}`,
    apply: (chain, at) => ({
      chain: {
        ...chain,
        entries: replaced(chain.entries, at, { [field]: `${chain.entries[at]?.[field]}!` }),
      },
      found: at + 1,
    }),
  }),
);
const edits: Edit[] = [
  ...fieldEdits,
  {
    name: "change of after",
    apply: (chain, at) => ({
      chain: { ...chain, entries: replaced(chain.entries, at, { after: { was: chain.entries[at]?.after } }) },
      found: at + 1,
    }),
  },
  {
    name: "change of the time",
    apply: (chain, at) => ({
      chain: { ...chain, entries: replaced(chain.entries, at, { at: new Date(0) }) },
      found: at + 1,
    }),
  },
  {
    name: "change of a hash",
    apply: (chain, at, other) => ({
      chain: {
        ...chain,
        entries: replaced(chain.entries, at, {
          [other % 2 ? "entryHash" : "chainHash"]: new Uint8Array(32).fill(7),
        }),
      },
      found: at + 1,
    }),
  },
  {
    name: "removal",
    apply: (chain, at) => ({
      chain: { ...chain, entries: chain.entries.filter((_, index) => index !== at) },
      found: at + 1,
    }),
  },
  {
    name: "cut",
    apply: (chain, at) => ({ chain: { ...chain, entries: chain.entries.slice(0, at) }, found: at + 1 }),
  },
  {
    name: "swap of numbers",
    apply: (chain, at, other) => ({
      chain: {
        ...chain,
        entries: chain.entries.map((one, index) => ({
          ...one,
          number: index === at ? other + 1 : index === other ? at + 1 : one.number,
        })),
      },
      found: Math.min(at, other) + 1,
    }),
  },
];

it("finds any single edit of any chain at the entry where it was made", async () => {
  const chains = fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 2, maxLength: 12 });
  const every = fc.integer({ min: 1, max: 5 });
  await fc.assert(
    fc.asyncProperty(
      chains,
      every,
      fc.constantFrom(...edits),
      fc.nat(),
      fc.nat(),
      async (texts, n, edit, a, b) => {
        const chain = chainOf(texts, n);
        expect(await verify(chain)).toMatchObject({ intact: true });
        const at = a % texts.length;
        const other = (at + 1 + (b % (texts.length - 1))) % texts.length;
        const edited = edit.apply(chain, at, other);
        const verdict = await verify(edited.chain, { end: endOf(chain) });
        expect(brokenOf(verdict)?.number).toBe(edited.found);
      },
    ),
    { numRuns: 300 },
  );
});

it("finds any recomputed chain at the first checkpoint after the change", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(),
      async (length, n, a) => {
        const chain = chainOf(
          Array.from({ length }, (_, index) => index),
          n,
        );
        const at = a % length;
        const entries = seal(replaced(chain.entries, at, { after: "forged" }));
        const verdict = await verify({ ...chain, entries });
        const witness = chain.checkpoints.find((one) => one.number > at);
        expect(brokenOf(verdict)?.number ?? null).toBe(witness?.number ?? null);
      },
    ),
    { numRuns: 100 },
  );
});
