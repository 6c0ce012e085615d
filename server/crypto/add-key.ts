import { open, rename, rm } from "node:fs/promises";
import { randomToken } from "#server/ids.ts";

/** Adds a version to a key file. Written apart and renamed into place: a crash leaves the old file or the new one. */
export async function addToKeyFile(file: string, text: string, entry: string): Promise<void> {
  const versioned = /^\d+:/.test(text.trim()) ? text.trim() : `1:${text.trim()}`;
  const draft = `${file}.${randomToken(6)}`;
  try {
    const handle = await open(draft, "wx", 0o600);
    await handle.writeFile(`${versioned}\n${entry}\n`);
    await handle.sync();
    await handle.close();
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
