import type pg from "pg";
import { z } from "zod";
import type { TableShape } from "#server/backup/manifest.ts";

/** Of this process and this minute, or the runner's own record: a restored instance makes them anew. */
const LEFT_OUT = ["_prisma_migrations", "ProcessHeartbeat", "QueueSample", "RateLimit", "RestoreUnfinished"];

const tableRows = z.array(z.object({ name: z.string(), columns: z.array(z.string()) }));
const referenceRows = z.array(z.object({ table: z.string(), name: z.string(), definition: z.string() }));
const sequenceRows = z.array(z.object({ name: z.string(), next: z.string() }));

/** Every table whose rows a backup holds. */
export async function readTables(client: pg.ClientBase): Promise<TableShape[]> {
  const tables = await client.query(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0
       and not a.attisdropped and a.attgenerated = '' and not c.relname = any($1)
     group by c.relname order by c.relname`,
    [LEFT_OUT],
  );
  return tableRows.parse(tables.rows);
}

/** The counters behind columns, and where each goes on. */
export async function readSequences(client: pg.ClientBase): Promise<{ name: string; next: string }[]> {
  const { rows } = await client.query(
    `select sequencename::text as name, (coalesce(last_value, start_value - increment_by) + increment_by)::text as next
     from pg_sequences where schemaname = current_schema() order by sequencename`,
  );
  return sequenceRows.parse(rows);
}

/** Every table of the schema but the record of migrations, also those that no backup holds. */
export async function allTables(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname::text as name from pg_class
     where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname <> '_prisma_migrations' order by relname`,
  );
  return rows.map((row) => row.name);
}

/** References between tables, taken away while these are filled: some refer to each other in a circle. */
export type Reference = { table: string; name: string; definition: string };

/** Takes every reference away; put back, each is checked against all rows. In the caller's transaction. */
export async function dropReferences(client: pg.ClientBase): Promise<Reference[]> {
  const { rows } = await client.query(
    `select t.relname::text as table, k.conname::text as name, pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class t on t.oid = k.conrelid
     where k.contype = 'f' and k.connamespace = current_schema()::regnamespace order by t.relname, k.conname`,
  );
  const references = referenceRows.parse(rows);
  for (const { table, name } of references) {
    await client.query(`alter table ${quoted(table)} drop constraint ${quoted(name)}`);
  }
  return references;
}

/** Puts references back. @throws when a row refers to one that is not there. */
export async function addReferences(client: pg.ClientBase, references: readonly Reference[]): Promise<void> {
  for (const { table, name, definition } of references) {
    await client.query(`alter table ${quoted(table)} add constraint ${quoted(name)} ${definition}`);
  }
}

/** A name as SQL takes it. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
