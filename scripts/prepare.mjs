// Makes what the sources do not contain, where it is missing or out of date: Prisma's client and Next's build.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fail, ROOT, runNode, say } from "./install.mjs";

const SOURCES = [
  "app",
  "components",
  "server",
  "public",
  "prisma/schema.prisma",
  "package.json",
  "package-lock.json",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
];

/** Generates Prisma's client. */
export function generate() {
  const sources = hashOf(["prisma/schema.prisma", "package-lock.json", "prisma.config.ts"]);
  const stamp = path.join(ROOT, "node_modules/.cache/bellwire/generated");
  if (existsSync(path.join(ROOT, "server/db/generated/client.ts")) && readStamp(stamp) === sources) return;
  say("Generating the database client …");
  if (runNode(["scripts/generate.mjs"]) !== 0) fail("The database client could not be generated.");
  writeStamp(stamp, sources);
}

/** Builds the pages; answers whether it worked. */
export function build() {
  const sources = hashOf(SOURCES);
  const stamp = path.join(ROOT, ".next/bellwire-build");
  if (existsSync(path.join(ROOT, ".next/BUILD_ID")) && readStamp(stamp) === sources) return true;
  say("Building the pages; this takes up to a minute …");
  const code = runNode(["node_modules/next/dist/bin/next", "build"], { NODE_ENV: "production" });
  if (code === 0) writeStamp(stamp, sources);
  return code === 0;
}

function hashOf(entries) {
  const hash = createHash("sha256");
  for (const file of entries.flatMap(filesOf)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(ROOT, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

// Tests are no part of the build, and the generated client follows from the schema.
function filesOf(entry) {
  const full = path.join(ROOT, entry);
  if (!existsSync(full) || /\.test\.tsx?$|server\/(testing|db\/generated)$/.test(entry)) return [];
  if (!statSync(full).isDirectory()) return [entry];
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesOf(path.posix.join(entry, name)));
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

function writeStamp(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
