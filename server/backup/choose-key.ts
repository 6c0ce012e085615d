import type pg from "pg";
import { z } from "zod";
import type { SealedKey } from "#server/backup/manifest.ts";
import { openKey } from "#server/backup/seal-key.ts";
import { BackupError } from "#server/backup/write-backup.ts";
import { unwrapDataKey } from "#server/crypto/envelope.ts";
import { DecryptError, type KeyRing, parseKeyRing, readKeyText } from "#server/crypto/key-ring.ts";
import { ownerOf } from "#server/crypto/vault.ts";

/** A key that may open the database, and what must be written for Bellwire to find it. */
export type ChosenKey = { keyRing: KeyRing; from: string; text: string; mustBeWritten: boolean };

type Settings = {
  encryptionKey: string | undefined;
  backupPassphrase: string | undefined;
  dataDir: string;
};

/**
 * The key to restore with: ENCRYPTION_KEY or the key file where there is one, else the one sealed in the backup.
 * @throws {BackupError} naming what would help where there is none.
 */
export async function chooseKey(settings: Settings, sealedKey: SealedKey | null): Promise<ChosenKey> {
  const own = await readKeyText(settings);
  if (own) return { ...own, keyRing: parseKeyRing(own.text), mustBeWritten: false };
  if (!sealedKey) {
    throw new BackupError(
      "This backup does not hold the encryption key, and there is none here: set ENCRYPTION_KEY to the key of the instance it was made from, or put its encryption.key into the data folder.",
    );
  }
  if (!settings.backupPassphrase) {
    throw new BackupError(
      "The encryption key in this backup is sealed: set BACKUP_PASSPHRASE to the passphrase it was made with, or ENCRYPTION_KEY to the key itself.",
    );
  }
  const text = await openKey(sealedKey, settings.backupPassphrase);
  return { text, from: "the backup", keyRing: parseKeyRing(text), mustBeWritten: true };
}

const keyRows = z.array(
  z.object({
    organizationId: z.string().nullable(),
    keyVersion: z.int(),
    wrappedKey: z.instanceof(Uint8Array),
  }),
);

/** Whether a key opens every data key of a database. @throws {DecryptError} with the first one that it does not open. */
export async function requireKeyFits(client: pg.ClientBase, keyRing: KeyRing): Promise<void> {
  const { rows } = await client.query(`select "organizationId", "keyVersion", "wrappedKey" from "DataKey"`);
  for (const row of keyRows.parse(rows)) {
    const stored = { keyVersion: row.keyVersion, wrappedKey: Uint8Array.from(row.wrappedKey) };
    unwrapDataKey(keyRing, ownerOf(row.organizationId), stored);
  }
}

/** The same as a refusal of a restore. */
export async function requireChosenKey(client: pg.ClientBase, { keyRing, from }: ChosenKey): Promise<void> {
  try {
    await requireKeyFits(client, keyRing);
  } catch (error) {
    if (!(error instanceof DecryptError)) throw error;
    const remedy =
      from === "ENCRYPTION_KEY"
        ? "set ENCRYPTION_KEY to the key of the instance that the backup was made from"
        : `move ${from} away, and set ENCRYPTION_KEY or BACKUP_PASSPHRASE`;
    throw new BackupError(`The key of ${from} does not open what is in this backup: ${remedy}.`, {
      cause: error,
    });
  }
}
