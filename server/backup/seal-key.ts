import { randomBytes } from "node:crypto";
import { hashRaw } from "@node-rs/argon2";
import type { SealedKey } from "#server/backup/manifest.ts";
import { DecryptError, open, seal } from "#server/crypto/key-ring.ts";

// Slower than a sign-in: it is done once, and a stolen file can be tried at leisure.
const cost = { memoryKiB: 131_072, passes: 3, lanes: 1 };
const place = Buffer.from("bellwire-backup encryption-key 1");

/** Seals the text of the encryption key under a passphrase. */
export async function sealKey(keyText: string, passphrase: string): Promise<SealedKey> {
  const salt = randomBytes(16);
  const key = await stretch(passphrase, { ...cost, salt });
  const sealed = Buffer.from(seal(key, Buffer.from(keyText.trim(), "utf8"), place)).toString("base64");
  return { algorithm: "argon2id+aes-256-gcm", ...cost, salt: salt.toString("base64"), sealed };
}

/** The text that was sealed. @throws {DecryptError} when it was another passphrase, or the file was changed. */
export async function openKey(sealedKey: SealedKey, passphrase: string): Promise<string> {
  const key = await stretch(passphrase, { ...sealedKey, salt: Buffer.from(sealedKey.salt, "base64") });
  try {
    return Buffer.from(open(key, Buffer.from(sealedKey.sealed, "base64"), place)).toString("utf8");
  } catch (error) {
    if (!(error instanceof DecryptError)) throw error;
    throw new DecryptError(
      "BACKUP_PASSPHRASE does not open the encryption key in this backup: set it to the passphrase that the backup was made with.",
    );
  }
}

// The library's default variant is argon2id.
function stretch(passphrase: string, { memoryKiB, passes, lanes, salt }: typeof cost & { salt: Uint8Array }) {
  return hashRaw(passphrase.normalize("NFC"), {
    memoryCost: memoryKiB,
    timeCost: passes,
    parallelism: lanes,
    outputLen: 32,
    salt,
  });
}
