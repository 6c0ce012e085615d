import { readFile, writeFile } from "node:fs/promises";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeVerification } from "#server/audit/describe-verification.ts";
import { hasUnsealed, sealBatch } from "#server/audit/seal-batch.ts";
import { createAuditBench } from "#server/audit/test-bench.ts";
import { verifyDatabase } from "#server/audit/verify-database.ts";
import { whileMissing } from "#server/testing/database.ts";

let bench: Awaited<ReturnType<typeof createAuditBench>>;
beforeEach(async () => {
  bench = await createAuditBench();
});
afterEach(() => bench.drop());

const lines = async () => (await readFile(bench.file, "utf8")).trim().split("\n");

describe("sealing", () => {
  it("numbers committed entries without a gap, from the one about its key on, and leaves them provable", async () => {
    await bench.happen("a", "b", "c");
    expect(await bench.seal()).toBe(4);
    const entries = await bench.entries();
    expect(entries.map((one) => Number(one.number))).toEqual([1, 2, 3, 4]);
    expect(entries.map((one) => one.action).filter((one) => one.startsWith("audit."))).toEqual([
      "audit.signing-key-created",
    ]);
    expect(await bench.verify()).toMatchObject({ intact: true, proof: { entries: 4, covered: 4 } });
  });

  it("gives an entry that commits late a later number", async () => {
    const slow = new pg.Client({ connectionString: bench.database.url });
    await slow.connect();
    await slow.query("begin");
    await slow.query(
      `insert into "AuditEntry" ("id","at","actorKind","actorName","action","targetKind","targetName","ipAddress","userAgent")
       values ('00000000-0000-7000-8000-000000000001', now(), 'system', 't', 'late.committed', 'x', 'x', '', '')`,
    );
    await bench.happen("a");
    await bench.seal();
    await slow.query("commit");
    await slow.end();
    await bench.seal();
    expect((await bench.entries()).at(-1)).toMatchObject({ action: "late.committed", number: 3n });
    expect(await bench.verify()).toMatchObject({ intact: true });
  });

  it("stays gapless while two sealers race and business commits", async () => {
    const sealers = await Promise.all(
      [1, 2].map(async () => {
        const client = new pg.Client({ connectionString: bench.database.url });
        await client.connect();
        return client;
      }),
    );
    let writing = true;
    const work = async (client: pg.Client) => {
      let sealed = 0;
      while (writing || (await hasUnsealed(client))) {
        sealed += (await sealBatch(client, bench.clock.now(), null)).sealed;
      }
      return sealed;
    };
    const running = Promise.all(sealers.map(work));
    const names = Array.from({ length: 60 }, (_, index) => `n${index}`);
    await Promise.all([0, 1, 2, 3].map((lane) => bench.happen(...names.filter((_, i) => i % 4 === lane))));
    writing = false;
    const sealed = await running;
    await Promise.all(sealers.map((client) => client.end()));
    expect(sealed[0] ?? 0).toBeLessThanOrEqual(60);
    expect(sealed.reduce((sum, one) => sum + one)).toBe(60);
    expect((await bench.entries()).map((one) => Number(one.number))).toEqual(names.map((_, i) => i + 1));
    expect(await bench.verify([])).toMatchObject({ intact: true, proof: { entries: 60 } });
  });

  it("goes on after a failure, and does not throw it at the sequencer", async () => {
    await whileMissing(bench.client, "AuditChain", async () => {
      await bench.happen("a");
      expect(await bench.seal()).toBe(0);
    });
    expect(await bench.seal()).toBe(2);
  });
});

describe("checkpoints", () => {
  it("are made at once, then at most once a minute, and at the stop for what is uncovered", async () => {
    await bench.happen("a");
    await bench.seal();
    await bench.happen("b");
    await bench.seal();
    expect((await bench.checkpoints()).map((one) => one.number)).toEqual([2n]);
    bench.clock.advance(60_000);
    await bench.seal();
    await bench.happen("c");
    await bench.finish();
    await bench.finish();
    expect((await bench.checkpoints()).map((one) => one.number)).toEqual([2n, 3n, 4n]);
    expect(await lines()).toHaveLength(3);
  });

  it("stand in the file as in the table, after a line that a crash cut short too", async () => {
    await bench.happen("a");
    await bench.seal();
    await writeFile(bench.file, `${(await lines()).join("\n")}\n{"segment":1,"numb`);
    await bench.happen("b");
    await bench.finish();
    expect((await lines()).map((line) => line.length > 100)).toEqual([true, false, true]);
    const found = await verifyDatabase(bench.client, [bench.file]);
    expect(found).toMatchObject({ verdict: { intact: true }, files: [{ checkpoints: 2, unreadable: [2] }] });
    expect(describeVerification(found, bench.clock.now()).lines.join("\n")).toContain(
      "could not be read (2)",
    );
  });

  it("are read out of a log as well", async () => {
    await bench.happen("a");
    await bench.seal();
    const [line] = await lines();
    const log = `${bench.file}.log`;
    await writeFile(
      log,
      `Bellwire is ready\n{"level":"info","time":"x","msg":"y"}\n{"level":"info","checkpoint":${line},"msg":"audit log sealed"}\n`,
    );
    expect((await verifyDatabase(bench.client, [log])).files).toMatchObject([
      { checkpoints: 1, unreadable: [] },
    ]);
  });

  it("are signed by another key when the old one cannot be opened, whose public half stays", async () => {
    await bench.happen("a");
    await bench.seal();
    await bench.client.query(`update "AuditSigningKey" set "privateKeyEnc" = '\\x01'`);
    await bench.restart();
    await bench.happen("b");
    await bench.finish();
    expect(await bench.verify()).toMatchObject({ intact: true, proof: { checkpoints: { agreeing: 2 } } });
    expect(await bench.runtime.db.auditSigningKey.count({ where: { retiredAt: null } })).toBe(1);
  });
});

describe("a restore", () => {
  /** Puts the log back to what it was after its first `number` entries, as restoring a backup does. */
  async function putBack(number: number) {
    const { client } = bench;
    await client.query(`delete from "AuditEntry" where "number" > $1 or "number" is null`, [number]);
    await client.query(`delete from "AuditCheckpoint" where "number" > $1`, [number]);
    await client.query(
      `update "AuditChain" set "next" = $1::bigint + 1, "segment" = e."segment", "chainHash" = e."chainHash"
       from "AuditEntry" e where e."number" = $1::bigint`,
      [number],
    );
  }

  it("begins a new segment with an entry that says so, known by the checkpoint file", async () => {
    await bench.happen("a", "b", "c");
    await bench.finish();
    await putBack(2);
    expect(await bench.verify()).toMatchObject({ intact: false, broken: { kind: "truncated", number: 3 } });
    await bench.restart();
    await bench.seal();
    expect((await bench.entries()).map((one) => [one.segment, one.action])).toEqual([
      [1, expect.any(String)],
      [1, expect.any(String)],
      [2, "audit.segment-started"],
    ]);
    await bench.happen("d", "e", "f");
    await bench.finish();
    const found = await verifyDatabase(bench.client, [bench.file]);
    expect(found.verdict).toMatchObject({
      intact: true,
      proof: { entries: 6, covered: 6, checkpoints: { restoredAway: 1, lastLost: 4 } },
    });
    const { lines: told } = describeVerification(found, bench.clock.now());
    expect(told.join("\n")).toMatch(/Segment 2 begins at entry 3 .*put back to its state after entry 2/);
    expect(told.join("\n")).toMatch(/If nobody restored a backup then, somebody removed them/);
    // Put back once more, to before the second segment: its number is not used again.
    await putBack(1);
    await bench.restart();
    await bench.seal();
    expect((await bench.entries()).map((one) => one.segment)).toEqual([1, 3]);
    expect(await bench.verify()).toMatchObject({ intact: true });
  });

  it("is noticed by the process that keeps running, too", async () => {
    await bench.happen("a", "b", "c");
    await bench.seal();
    await putBack(3);
    await bench.happen("d");
    await bench.seal();
    expect((await bench.entries()).map((one) => one.segment)).toEqual([1, 1, 1, 2, 2]);
  });

  it("is not taken for one when the file is of another database", async () => {
    const other = await createAuditBench();
    await other.happen("a", "b", "c", "d");
    await other.finish();
    await writeFile(bench.file, await readFile(other.file));
    await other.drop();
    await bench.restart();
    await bench.happen("a");
    await bench.seal();
    expect((await bench.entries()).map((one) => one.segment)).toEqual([1, 1]);
    expect(await bench.verify()).toMatchObject({ intact: false, broken: { kind: "foreign-key" } });
  });
});
