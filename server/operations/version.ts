import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const file = path.resolve(import.meta.dirname, "../../package.json");

/** This checkout's version, as package.json names it. Not for what Next bundles, where files stand elsewhere. */
export const bellwireVersion = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(file, "utf8"))).version;
