import { z } from "zod";

/** The form of backups that this version writes, and the only one it reads (docs/adr/0015). */
export const FORMAT = 1;

/** Entries of the archive besides the tables' rows. */
export const MANIFEST = "bellwire-backup.json";
export const SEALED_KEY = "encryption-key.json";
export const CHECKSUMS = "checksums.json";

const tableShape = z.object({ name: z.string().min(1), columns: z.array(z.string()).min(1) });
/** A table and the columns whose values are kept, in their order. */
export type TableShape = z.output<typeof tableShape>;

/** The first entry: what the archive holds and where it comes from. */
export const manifestShape = z.object({
  format: z.int(),
  bellwire: z.string(),
  createdAt: z.iso.datetime(),
  postgres: z.string(),
  epoch: z.int(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })).min(1),
  /** In the order in which their rows follow. */
  tables: z.array(tableShape),
  /** Where counters of columns go on. */
  sequences: z.array(z.object({ name: z.string(), next: z.string().regex(/^\d+$/) })),
  encryptionKey: z.enum(["sealed", "left-out"]),
});
export type Manifest = z.output<typeof manifestShape>;

/** The encryption key under a passphrase: argon2id makes the key that AES-256-GCM seals with. */
export const sealedKeyShape = z.object({
  algorithm: z.literal("argon2id+aes-256-gcm"),
  // Bounded, so that a made-up file cannot ask for more memory than there is.
  memoryKiB: z.int().min(8_192).max(1_048_576),
  passes: z.int().min(1).max(10),
  lanes: z.int().min(1).max(4),
  salt: z.base64(),
  sealed: z.base64(),
});
export type SealedKey = z.output<typeof sealedKeyShape>;

/** The last entry: what every other one must be. A file without it is cut short. */
export const checksumsShape = z.object({
  entries: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })),
  rows: z.record(z.string(), z.int()),
});
export type Checksums = z.output<typeof checksumsShape>;

/** The name of a piece of a table's rows. */
export const pieceName = (table: number, name: string, piece: number) =>
  `tables/${String(table).padStart(3, "0")}-${name}/${String(piece).padStart(6, "0")}.copy`;

/** Of which table a piece is, by its place in the manifest; null where a name is of no piece. */
export function tableOfPiece(name: string): number | null {
  const found = /^tables\/(\d{3,6})-[^/]+\/\d{6,}\.copy$/.exec(name);
  return found ? Number(found[1]) : null;
}
