import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import {
  type Checksums,
  CHECKSUMS,
  checksumsShape,
  FORMAT,
  MANIFEST,
  type Manifest,
  manifestShape,
  SEALED_KEY,
  type SealedKey,
  sealedKeyShape,
  tableOfPiece,
} from "#server/backup/manifest.ts";
import { ArchiveError, readEntries, type TarEntry } from "#server/backup/tar.ts";
import { BackupError } from "#server/backup/write-backup.ts";

/** A backup being read, from its first entry to its last. */
export type OpenBackup = {
  manifest: Manifest;
  sealedKey: SealedKey | null;
  /** The rows of one table, in COPY's text form; ask for the tables in the manifest's order, each once. */
  rowsOf(table: number): AsyncIterable<Buffer>;
  /** What follows the last table: whether everything was as it was written. @throws {BackupError} */
  finish(): Promise<Checksums>;
  close(): Promise<void>;
};

/** Opens a backup file. @throws {BackupError} when it is none, of another form, or damaged at its beginning. */
export async function openBackup(file: string): Promise<OpenBackup> {
  const source = createReadStream(file);
  const unpacked = createGunzip();
  // `pipeline` would end the reading with the first loop over it.
  source.on("error", (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  const entries = readEntries(unpacked);
  const seen: Checksums["entries"] = [];
  const next = async (): Promise<TarEntry | null> => {
    const { value, done } = await entries.next().catch((error: unknown) => {
      throw asBackupError(error, file);
    });
    if (done) return null;
    if (value.name !== CHECKSUMS) {
      const sha256 = createHash("sha256").update(value.data).digest("hex");
      seen.push({ name: value.name, bytes: value.data.length, sha256 });
    }
    return value;
  };
  const close = async () => {
    source.destroy();
    unpacked.destroy();
  };
  try {
    const manifest = await readManifest(await next(), file);
    let ahead = await next();
    let sealedKey: SealedKey | null = null;
    if (ahead?.name === SEALED_KEY) {
      sealedKey = parse(sealedKeyShape, ahead, file);
      ahead = await next();
    }
    return {
      manifest,
      sealedKey,
      async *rowsOf(table) {
        while (ahead && tableOfPiece(ahead.name) === table) {
          yield ahead.data;
          ahead = await next();
        }
      },
      async finish() {
        if (ahead?.name !== CHECKSUMS)
          throw new BackupError(`${file} is cut short or damaged: use another copy.`);
        const checksums = parse(checksumsShape, ahead, file);
        if (JSON.stringify(checksums.entries) !== JSON.stringify(seen)) {
          throw new BackupError(
            `${file} is damaged: ${firstDifference(checksums, seen)} is not what was written. Use another copy.`,
          );
        }
        return checksums;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readManifest(entry: TarEntry | null, file: string): Promise<Manifest> {
  if (entry?.name !== MANIFEST) throw new BackupError(`${file} is no backup of Bellwire.`);
  const { format } = parse(z.object({ format: z.int() }), entry, file);
  if (format !== FORMAT) {
    throw new BackupError(
      `${file} has the form ${format}, and this version of Bellwire reads ${FORMAT}: restore it with the version that made it.`,
    );
  }
  return parse(manifestShape, entry, file);
}

function parse<T extends z.ZodType>(shape: T, { name, data }: TarEntry, file: string): z.output<T> {
  try {
    return shape.parse(JSON.parse(data.toString("utf8")));
  } catch (error) {
    throw new BackupError(`${file} is damaged: ${name} cannot be read. Use another copy.`, { cause: error });
  }
}

function firstDifference(wanted: Checksums, seen: Checksums["entries"]): string {
  const entry = wanted.entries.find((one, index) => JSON.stringify(one) !== JSON.stringify(seen[index]));
  return entry?.name ?? seen.at(-1)?.name ?? "an entry";
}

function asBackupError(error: unknown, file: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return new BackupError(`There is no file ${file}.`, { cause: error });
  if (code.startsWith("Z_")) {
    const what = code === "Z_BUF_ERROR" ? "is cut short" : "is no backup of Bellwire, or is damaged";
    return new BackupError(`${file} ${what}: use another copy.`, { cause: error });
  }
  if (error instanceof ArchiveError) {
    return new BackupError(`${file} is damaged. ${error.message} Use another copy.`, { cause: error });
  }
  return error;
}
