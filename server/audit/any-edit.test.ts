import fc from "fast-check";
import { expect, it } from "vitest";
import { brokenOf, type Chain, chainOf, endOf, replaced, seal, verify } from "#server/audit/test-chain.ts";

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
