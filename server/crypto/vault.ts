import { type Place, decryptWith, encryptWith, unwrapDataKey, wrapDataKey } from "#server/crypto/envelope.ts";
import { DecryptError, type KeyRing } from "#server/crypto/key-ring.ts";
import type { Db, Tx } from "#server/db/client.ts";
import { newId } from "#server/ids.ts";

/** Whose data key it is, and the row and field the ciphertext belongs to. */
export type VaultPlace = Place & { organizationId: string | null };

/** Encrypts fields at rest with one data key per organization, and one for the instance (`organizationId: null`). */
export type Vault = {
  encrypt(tx: Tx | Db, place: VaultPlace, plaintext: string): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws {DecryptError} when the bytes were changed, belong elsewhere, or the key is missing. */
  decrypt(tx: Tx | Db, place: VaultPlace, bytes: Uint8Array): Promise<string>;
  /**
   * Opens the instance's data key, making it on the first start, and one data key of each version that the database
   * has. @throws {DecryptError} with a remedy.
   */
  verifyKeys(): Promise<void>;
  /** 32 bytes that stay as long as the instance does, whatever becomes of the keys that wrap them. */
  subkeySecret(): Promise<Uint8Array>;
};

// A unique index treats nulls as different, so the instance's key is found by this fixed row id.
const INSTANCE_KEY_ID = "00000000-0000-7000-8000-000000000000";
const STORED = { id: true, keyVersion: true, wrappedKey: true } as const;

/** Makes the vault of a process. Unwrapped keys are remembered, for a data key never changes under its row id. */
export function createVault({ db, keyRing }: { db: Db; keyRing: KeyRing }): Vault {
  const unwrapped = new Map<string, Uint8Array>();

  async function findKey(tx: Tx | Db, organizationId: string | null): Promise<Uint8Array | null> {
    const where = organizationId === null ? { id: INSTANCE_KEY_ID } : { organizationId };
    const row = await tx.dataKey.findUnique({ where, select: STORED });
    if (!row) return null;
    const key = unwrapped.get(row.id) ?? unwrapDataKey(keyRing, ownerOf(organizationId), row);
    unwrapped.set(row.id, key);
    return key;
  }

  async function getOrCreateKey(tx: Tx | Db, organizationId: string | null): Promise<Uint8Array> {
    const found = await findKey(tx, organizationId);
    if (found) return found;
    const { keyVersion, wrapped } = wrapDataKey(keyRing, ownerOf(organizationId));
    const id = organizationId === null ? INSTANCE_KEY_ID : newId();
    await tx.dataKey.createMany({
      data: { id, organizationId, keyVersion, wrappedKey: wrapped },
      skipDuplicates: true,
    });
    const key = await findKey(tx, organizationId);
    if (!key) throw new Error("The data key vanished while it was being made.");
    return key;
  }

  return {
    async encrypt(tx, place, plaintext) {
      return encryptWith(await getOrCreateKey(tx, place.organizationId), plaintext, place);
    },
    async decrypt(tx, place, bytes) {
      const key = await findKey(tx, place.organizationId);
      if (!key)
        throw new DecryptError("The data key of this organization is gone, so its secrets cannot be read.");
      return decryptWith(key, bytes, place);
    },
    async verifyKeys() {
      await requireVersions(db, keyRing);
      try {
        await getOrCreateKey(db, null);
        for (const row of await oneOfEachVersion(db)) {
          unwrapDataKey(keyRing, ownerOf(row.organizationId), row);
        }
      } catch (error) {
        if (!(error instanceof DecryptError)) throw error;
        throw new DecryptError(
          "The encryption key does not fit this database: set ENCRYPTION_KEY to the key it was made with, or restore encryption.key in the data folder from your backup.",
          { cause: error },
        );
      }
    },
    subkeySecret: () => getOrCreateKey(db, null),
  };
}

function oneOfEachVersion(db: Db) {
  return db.dataKey.findMany({
    distinct: ["keyVersion"],
    orderBy: [{ keyVersion: "asc" }, { id: "asc" }],
    select: { organizationId: true, ...STORED },
  });
}

/** Says which keys are missing, rather than that the first secret somebody asks for does not open. */
async function requireVersions(db: Db, keyRing: KeyRing): Promise<void> {
  const used = await db.dataKey.groupBy({ by: ["keyVersion"], orderBy: { keyVersion: "asc" } });
  const missing = used.map((row) => row.keyVersion).filter((version) => !keyRing.versions.includes(version));
  if (missing.length === 0) return;
  const has = `This process has ${versionWords(keyRing.versions)}`;
  const remedy = missing.every((version) => version < keyRing.current)
    ? `Put ${missing.length === 1 ? "that key" : "those keys"} back beside the new one, as in ENCRYPTION_KEY=${missing[0]}:…,${keyRing.current}:…, until \`npm run keys:rotate\` says that it may go.`
    : `Set ENCRYPTION_KEY, or encryption.key in the data folder, to the newest one that the other processes have.`;
  throw new DecryptError(
    `The database is encrypted with ${versionWords(missing)} of the encryption key, which is not set. ${has}. ${remedy}`,
  );
}

const versionWords = (versions: readonly number[]) =>
  `${versions.length === 1 ? "version" : "versions"} ${versions.join(" and ")}`;

/** Whom a data key is bound to. */
export function ownerOf(organizationId: string | null): string {
  return organizationId ?? "instance";
}
