import pg from "pg";
import { inject } from "vitest";
import { createDb, createPool, type Db } from "#server/db/client.ts";
import { newId } from "#server/ids.ts";

/** The migrated database that test databases are copied from. */
export const TEMPLATE = "bellwire_template";

/** A database of one test file's own. */
export type TestDatabase = { url: string; db: Db; pool: pg.Pool; drop(): Promise<void> };

/**
 * Makes a database from the migrated template; call it in `beforeAll`, and `drop` in `afterAll`.
 * With `empty` it has no tables.
 */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const server = inject("postgresUrl");
  const name = `test_${newId().replaceAll("-", "")}`;
  await administrate(server, `create database ${name} template ${options.empty ? "template0" : TEMPLATE}`);
  const url = `${server}${name}`;
  const pool = createPool(url);
  const db = createDb(url);
  return {
    url,
    db,
    pool,
    drop: async () => {
      await Promise.all([pool.end(), db.$disconnect()]);
      await administrate(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** Runs something while a table is out of reach, so that every statement about it fails. */
export async function whileMissing<T>(
  client: Pick<pg.ClientBase, "query">,
  table: string,
  run: () => Promise<T>,
): Promise<T> {
  await client.query(`alter table "${table}" rename to "${table}Away"`);
  try {
    return await run();
  } finally {
    await client.query(`alter table "${table}Away" rename to "${table}"`);
  }
}

async function administrate(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}postgres` });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
