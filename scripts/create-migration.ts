// Writes the SQL between the schema of the last migration and prisma/schema.prisma.
// `npm run migration -- name` adds a migration; `npm run migration -- --replace` writes the last one anew.
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import type { DiffTarget } from "@prisma/schema-engine-wasm/schema_engine_bg";

const SCHEMA = "prisma/schema.prisma";
const MIGRATIONS = "prisma/migrations";

const answer = <T>(value: T) => Promise.resolve({ ok: true, value });

// The engine asks a database for its version even to compare two files; this one answers that and nothing else.
const NO_DATABASE = {
  provider: "postgres",
  adapterName: "none",
  connect: () =>
    answer({
      provider: "postgres",
      adapterName: "none",
      queryRaw: () =>
        answer({
          columnNames: ["exists", "version", "numeric_version"],
          columnTypes: [5, 7, 0],
          rows: [[true, "18", 180_000]],
        }),
      executeRaw: () => answer(0),
      executeScript: () => answer(undefined),
      getConnectionInfo: () => ({ ok: true, value: { schemaName: "public", supportsRelationJoins: true } }),
      dispose: () => answer(undefined),
    }),
};

const [argument] = process.argv.slice(2);
const existing = (await readdir(MIGRATIONS, { withFileTypes: true }).catch(() => []))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

const replaced = argument === "--replace" ? existing.at(-1) : undefined;
const previous = replaced ? existing.at(-2) : existing.at(-1);
const name = replaced ?? `${timestamp(new Date())}_${slug(argument, existing.length === 0)}`;
const folder = path.join(MIGRATIONS, name);

const sql = await diff(
  previous ? await readFile(path.join(MIGRATIONS, previous, "schema.prisma"), "utf8") : null,
  await readFile(SCHEMA, "utf8"),
);
// What Prisma's language cannot say is kept by hand beside the migration, and appended.
const extra = await readFile(path.join(folder, "extra.sql"), "utf8").catch(() => "");
if (sql.includes("This is an empty migration") && extra === "") {
  console.log("The schema is as the last migration left it; nothing was written.");
  process.exit(0);
}
await mkdir(folder, { recursive: true });
await writeFile(
  path.join(folder, "migration.sql"),
  [sql.trim(), extra.trim()].filter(Boolean).join("\n\n").concat("\n"),
);
await cp(SCHEMA, path.join(folder, "schema.prisma"));
await writeFile(path.join(MIGRATIONS, "migration_lock.toml"), 'provider = "postgresql"\n');
console.log(`Wrote ${folder}/migration.sql.`);

function timestamp(at: Date): string {
  return at.toISOString().replaceAll(/\D/g, "").slice(0, 14);
}

function slug(given: string | undefined, first: boolean): string {
  if (given?.match(/^[a-z0-9_]+$/)) return given;
  if (first) return "start";
  console.error("Name the migration in snake_case: npm run migration -- add_schedules");
  process.exit(1);
}

// The CLI's schema engine is a download; this is the same engine as WebAssembly, from the registry.
async function diff(from: string | null, to: string): Promise<string> {
  const module = fileURLToPath(import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
  const bytes = await readFile(module.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === "function") start();

  const options = { datamodels: [["schema.prisma", to] satisfies [string, string]], flavour: "" };
  const engine = await bindings.SchemaEngine.new(options, () => {}, NO_DATABASE);
  const result = await engine.diff({
    from: target(from),
    to: target(to),
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return result.stdout ?? "";
}

function target(schema: string | null): DiffTarget {
  if (schema === null) return { tag: "empty" };
  return { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: schema }] };
}
