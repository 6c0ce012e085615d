import { describe, expect, it } from "vitest";
import { createSigningKey } from "#server/audit/checkpoint.ts";
import { contentHashOf, ERASED, GENESIS } from "#server/audit/entry-hash.ts";
import {
  brokenOf,
  chainOf,
  endOf,
  key,
  replaced,
  seal,
  start,
  stated,
  verify,
} from "#server/audit/test-chain.ts";

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
