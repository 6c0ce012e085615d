import { afterAll, beforeAll, expect, it } from "vitest";
import { createDb, createPool } from "#server/db/client.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const show = "show idle_in_transaction_session_timeout";

it("has the server end a transaction that nobody goes on with, within the lease of a lane", async () => {
  const pool = createPool(database.url);
  const own = createDb(database.url);
  const shared = createDb(pool);
  try {
    expect((await pool.query(show)).rows).toEqual([{ idle_in_transaction_session_timeout: "15s" }]);
    for (const db of [own, shared]) {
      const rows = await db.$queryRawUnsafe(show);
      expect(rows).toEqual([{ idle_in_transaction_session_timeout: "15s" }]);
    }
  } finally {
    await Promise.all([own.$disconnect(), shared.$disconnect()]);
    await pool.end();
  }
});
