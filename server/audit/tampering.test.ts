import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createSigningKey,
  readCheckpoint,
  signCheckpoint,
  writeCheckpoint,
} from "#server/audit/checkpoint.ts";
import { describeVerification } from "#server/audit/describe-verification.ts";
import { chainHashOf, contentHashOf, entryHashOf, GENESIS } from "#server/audit/entry-hash.ts";
import { readSealed } from "#server/audit/entry-rows.ts";
import { createAuditBench } from "#server/audit/test-bench.ts";
import { verifyDatabase } from "#server/audit/verify-database.ts";

let bench: Awaited<ReturnType<typeof createAuditBench>>;
const tables = ["AuditEntry", "AuditChain", "AuditCheckpoint", "AuditSigningKey"];

// Nine entries, the ninth about nothing else; checkpoints at 4, 7 and 9. Each test works on a copy.
beforeAll(async () => {
  bench = await createAuditBench();
  for (const names of [
    ["a", "b", "c"],
    ["d", "e", "f"],
    ["g", "h"],
  ]) {
    await bench.happen(...names);
    await bench.finish();
  }
  for (const table of tables) await bench.client.query(`create table "${table}Copy" as table "${table}"`);
  await writeFile(`${bench.file}.copy`, await readFile(bench.file));
});
beforeEach(async () => {
  for (const table of tables) {
    await bench.client.query(`truncate "${table}"; insert into "${table}" table "${table}Copy"`);
  }
  await writeFile(bench.file, await readFile(`${bench.file}.copy`));
});
afterAll(() => bench.drop());

const sql = (text: string, values: unknown[] = []) => bench.client.query(text, values);
/** What `npm run audit:verify` would find; with `[]`, by the database alone. */
async function broken(files?: string[]) {
  const verdict = await bench.verify(files);
  return verdict.intact ? null : verdict.broken;
}

/** What somebody with the database can do: change an entry and compute every hash after it anew. */
async function recompute() {
  let before: Uint8Array = GENESIS;
  const rows = [];
  for await (const row of readSealed(bench.client)) rows.push(row);
  for (const row of rows) {
    const entryHash = entryHashOf(row);
    const segment = row.segment ?? 1;
    before = chainHashOf({ segment, number: row.number, before, entryHash });
    await sql(`update "AuditEntry" set "entryHash" = $2, "chainHash" = $3 where "id" = $1`, [
      row.id,
      Buffer.from(entryHash),
      Buffer.from(before),
    ]);
  }
  await sql(`update "AuditChain" set "chainHash" = $1, "next" = $2`, [
    Buffer.from(before),
    (rows.at(-1)?.number ?? 0) + 1,
  ]);
}

it("proves the untouched log, and says so in sentences", async () => {
  const found = await verifyDatabase(bench.client, [bench.file]);
  expect(describeVerification(found, bench.clock.now())).toEqual({
    intact: true,
    lines: [
      "The audit log is intact: 9 entries, none changed, missing or moved. The latest is number 9.",
      "3 signed checkpoints agree with it, up to entry 9.",
      `${bench.file}: 3 checkpoints.`,
    ],
  });
});

describe("an edit of the database is named", () => {
  it.each([
    ["targetName", `'Somebody'`],
    ["action", `'project.created'`],
    ["at", `now()`],
    ["actorName", `'Nobody'`],
    ["after", `'{"name":"x"}'`],
    ["after", `null`],
    ["ipAddress", `'192.0.2.1'`],
    ["organizationId", `'00000000-0000-7000-8000-000000000009'`],
    ["id", `'00000000-0000-7000-8000-000000000009'`],
    ["entryHash", `'\\x00'`],
    ["contentHash", `'\\x00'`],
  ])("when %s became %s", async (column, value) => {
    await sql(`update "AuditEntry" set "${column}" = ${value} where "number" = 6`);
    expect(await broken()).toMatchObject({ kind: "changed", number: 6, entry: { id: expect.any(String) } });
  });

  it("when an entry was removed, or moved out of the log", async () => {
    await sql(`update "AuditEntry" set "number" = null where "number" = 6`);
    expect(await broken()).toMatchObject({ kind: "removed", number: 6 });
    await sql(`delete from "AuditEntry" where "number" is null`);
    expect(await broken([])).toMatchObject({
      kind: "removed",
      number: 6,
      sentence: expect.stringContaining("Entry 6 is missing: the next one there is entry 7"),
    });
  });

  it("when an entry was removed and those after it moved up", async () => {
    await sql(`delete from "AuditEntry" where "number" = 6`);
    await sql(`update "AuditEntry" set "number" = -"number" where "number" > 6`);
    await sql(`update "AuditEntry" set "number" = -"number" - 1 where "number" < 0`);
    expect(await broken()).toMatchObject({ kind: "moved", number: 6 });
  });

  it("when two entries were swapped", async () => {
    await sql(`update "AuditEntry" set "number" = -"number" where "number" in (5, 8)`);
    await sql(`update "AuditEntry" set "number" = 13 + "number" where "number" < 0`);
    expect(await broken()).toMatchObject({
      kind: "moved",
      number: 5,
      sentence: expect.stringContaining("It was swapped: entry 8"),
    });
  });

  it("when the end was cut off, with or without the traces of it", async () => {
    await sql(`delete from "AuditEntry" where "number" > 7`);
    expect(await broken([])).toMatchObject({ kind: "truncated", number: 8 });
    await sql(`delete from "AuditCheckpoint" where "number" > 7`);
    expect(await broken([])).toMatchObject({ kind: "truncated", number: 8 });
    await sql(
      `update "AuditChain" set "next" = 8, "chainHash" = e."chainHash" from "AuditEntry" e where e."number" = 7`,
    );
    expect(await broken([])).toBeNull();
    expect(await broken()).toMatchObject({
      kind: "truncated",
      number: 8,
      sentence: expect.stringContaining("audit-checkpoints.ndjson, line 3 proves that it went on to entry 9"),
    });
  });

  it("in the words of the command", async () => {
    await sql(`update "AuditEntry" set "targetName" = 'x' where "number" = 6`);
    const { intact, lines } = describeVerification(
      await verifyDatabase(bench.client, [bench.file]),
      bench.clock.now(),
    );
    expect(intact).toBe(false);
    expect(lines[0]).toMatch(
      /^The audit log is broken\. Entry 6 \([0-9a-f-]{36}, 2026-11-21T12:00:00\.000Z, project\.renamed\): It was changed/,
    );
    expect(lines[1]).toBe("The chain was followed to entry 5; checkpoints prove it up to entry 4.");
  });
});

describe("a chain that was computed anew is named", () => {
  beforeEach(async () => {
    await sql(`update "AuditEntry" set "targetName" = 'Forged' where "number" = 6`);
    await recompute();
  });

  it("by the checkpoints of the database, where they were left", async () => {
    expect(await broken([])).toMatchObject({ kind: "rewritten", number: 7 });
  });

  it("by their signatures, where they were adapted", async () => {
    await sql(
      `update "AuditCheckpoint" c set "chainHash" = e."chainHash" from "AuditEntry" e where e."number" = c."number"`,
    );
    expect(await broken([])).toMatchObject({ kind: "checkpoint", number: 7 });
  });

  it("by the file outside, where those in the database were removed or signed with a key of the forger", async () => {
    await sql(`delete from "AuditCheckpoint" where "number" > 4`);
    expect(await broken([])).toBeNull();
    const forger = createSigningKey();
    await sql(`insert into "AuditSigningKey" ("id", "publicKey", "createdAt") values ($1, $2, now())`, [
      forger.id,
      Buffer.from(forger.publicKey),
    ]);
    const rows = [];
    for await (const row of readSealed(bench.client)) rows.push(row);
    for (const { number, chainHash } of rows) {
      if (!chainHash || number < 7) continue;
      const made = signCheckpoint(forger, { segment: 1, number, chainHash, at: bench.clock.now() });
      await sql(
        `insert into "AuditCheckpoint" ("id", "segment", "number", "chainHash", "at", "keyId", "signature")
         values (gen_random_uuid(), 1, $1, $2, $3, $4, $5)`,
        [number, Buffer.from(chainHash), made.at, made.keyId, Buffer.from(made.signature)],
      );
    }
    expect(await broken([])).toBeNull();
    expect(await broken()).toMatchObject({
      kind: "rewritten",
      number: 7,
      sentence: expect.stringContaining("audit-checkpoints.ndjson, line 2"),
    });
    await sql(`delete from "AuditSigningKey" where "id" <> $1`, [forger.id]);
    expect(await broken()).toMatchObject({ kind: "foreign-key" });
  });
});

it("names a changed checkpoint, in the table and in a file", async () => {
  await sql(`update "AuditCheckpoint" set "at" = "at" + interval '1 hour' where "number" = 7`);
  expect(await broken([])).toMatchObject({
    kind: "checkpoint",
    number: 7,
    entry: { action: "project.renamed" },
    sentence: expect.stringContaining("in the database"),
  });
  await sql(`delete from "AuditCheckpoint" where "number" = 7`);
  const lines = (await readFile(bench.file, "utf8")).split("\n");
  const second = readCheckpoint(lines[1] ?? "");
  if (!second) throw new Error("The file has no second checkpoint.");
  lines[1] = JSON.stringify({ ...writeCheckpoint(second), number: 8 });
  await writeFile(bench.file, lines.join("\n"));
  expect(await broken()).toMatchObject({
    kind: "checkpoint",
    number: 8,
    sentence: expect.stringContaining("line 2"),
  });
});

it("proves entries whose content was erased by their kept hash", async () => {
  for await (const row of readSealed(bench.client)) {
    if (row.number !== 6) continue;
    await sql(
      `update "AuditEntry" set "contentHash" = $2, "actorName" = '', "targetName" = '', "before" = null, "after" = null,
         "ipAddress" = '', "userAgent" = '' where "id" = $1`,
      [row.id, Buffer.from(contentHashOf(row))],
    );
  }
  const found = await verifyDatabase(bench.client, [bench.file]);
  const { lines } = describeVerification(found, bench.clock.now());
  expect(lines[0]).toContain("1 of them with erased content");
  // By name: somebody with the database can hide so who did what.
  expect(lines).toContainEqual(expect.stringContaining("erased of 6."));
  await sql(`update "AuditEntry" set "action" = 'project.created' where "number" = 6`);
  expect(await broken()).toMatchObject({ kind: "changed", number: 6 });
});

it("counts what is not sealed, and tells when it should have been long ago", async () => {
  await bench.happen("late");
  const found = await verifyDatabase(bench.client, [bench.file]);
  expect(found).toMatchObject({ verdict: { intact: true }, unsealed: { count: 1 } });
  const at = (ms: number) => new Date(bench.clock.now().getTime() + ms);
  expect(describeVerification(found, at(60_000)).lines.at(-1)).toMatch(/^1 entry not sealed yet/);
  expect(describeVerification(found, at(3_700_000)).lines.at(-1)).toMatch(
    /^1 entry not sealed, the oldest since 2026.* is a process with WORKER on running\?$/,
  );
});

it("tells when old entries have no checkpoint, as after somebody removed them", async () => {
  await sql(`delete from "AuditCheckpoint" where "number" > 4`);
  const later = new Date(bench.clock.now().getTime() + 3_700_000);
  const { intact, lines } = describeVerification(await verifyDatabase(bench.client, []), later);
  expect(intact).toBe(true);
  expect(lines.join("\n")).toContain("The entries from 5 on have no checkpoint");
  expect(lines.join("\n")).toContain("nothing outside was compared");
});
