import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { randomToken } from "#server/ids.ts";

/** The instance's encryption keys by version. The highest version wraps new data keys; every version unwraps. */
export type KeyRing = {
  /** The version that wraps. */
  current: number;
  versions: number[];
  /** `version:hex` of each key: the same for the same key, and nothing of it. Tells two keys of one version apart. */
  fingerprints: string[];
  wrap(plaintext: Uint8Array, aad: Uint8Array): { keyVersion: number; wrapped: Uint8Array<ArrayBuffer> };
  /** @throws {DecryptError} when the version is unknown, or the bytes are not what it wrapped under `aad`. */
  unwrap(keyVersion: number, wrapped: Uint8Array, aad: Uint8Array): Uint8Array<ArrayBuffer>;
  /** A stable 32-byte subkey for one purpose (HKDF-SHA-256). */
  derive(purpose: string): Buffer;
};

/** Ciphertext or a key that cannot be opened: wrong key, changed or moved bytes. Never means "empty". */
export class DecryptError extends Error {
  override name = "DecryptError";
}

/** An ENCRYPTION_KEY that cannot be used; the message says what to do. */
export class KeyRingError extends Error {
  override name = "KeyRingError";
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";

/**
 * Reads `version:base64` pairs separated by commas or lines; a bare base64 value is version 1.
 * @throws {KeyRingError} with a sentence that never repeats the value.
 */
export function parseKeyRing(value: string): KeyRing {
  const keys = new Map<number, Buffer>();
  for (const entry of value.trim().split(/\s*[,\n]\s*/)) {
    const match = /^(?:(\d{1,4}):)?([A-Za-z0-9+/_-]{43}=?)$/.exec(entry);
    const version = Number(match?.[1] ?? 1);
    const key = Buffer.from(match?.[2] ?? "", "base64");
    if (!match || version < 1 || key.length !== KEY_BYTES) {
      throw new KeyRingError(
        "ENCRYPTION_KEY must be base64 of 32 bytes, or a comma list of version:base64 pairs such as 1:…,2:…; `openssl rand -base64 32` makes one.",
      );
    }
    if (keys.has(version)) {
      throw new KeyRingError(
        `ENCRYPTION_KEY has version ${version} twice; give each key a version of its own.`,
      );
    }
    keys.set(version, key);
  }
  return createKeyRing(keys);
}

/** Where the key stands while ENCRYPTION_KEY is not set. */
export function keyFileOf(dataDir: string): string {
  return path.join(dataDir, "encryption.key");
}

/** A fresh key as ENCRYPTION_KEY and the key file take it. */
export function newKeyEntry(version: number): string {
  return `${version}:${randomBytes(KEY_BYTES).toString("base64")}`;
}

/** The text of ENCRYPTION_KEY or of the key file, where there is one; it holds the keys themselves. */
export async function readKeyText(settings: {
  encryptionKey: string | undefined;
  dataDir: string;
}): Promise<{ text: string; from: string } | null> {
  if (settings.encryptionKey) return { text: settings.encryptionKey, from: "ENCRYPTION_KEY" };
  const file = keyFileOf(settings.dataDir);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
  return text === null ? null : { text, from: file };
}

/**
 * The same keys, with subkeys that stay as they are for as long as `secret` does. The ring's own come from its lowest
 * version, and would change when that is taken away.
 */
export function withSubkeysOf(keyRing: KeyRing, secret: Uint8Array): KeyRing {
  return {
    ...keyRing,
    derive: (purpose) => Buffer.from(hkdfSync("sha256", secret, "bellwire", purpose, KEY_BYTES)),
  };
}

/**
 * The ring of ENCRYPTION_KEY, or of `encryption.key` in the data folder, which is made on the first start.
 * `created` tells that a new file was written and should be backed up.
 */
export async function loadKeyRing(settings: {
  encryptionKey: string | undefined;
  dataDir: string;
}): Promise<{ keyRing: KeyRing; file: string | null; created: boolean }> {
  if (settings.encryptionKey) {
    return { keyRing: parseKeyRing(settings.encryptionKey), file: null, created: false };
  }
  const file = keyFileOf(settings.dataDir);
  const created = await writeKeyFile(file, `${newKeyEntry(1)}\n`);
  const text = await readFile(file, "utf8");
  try {
    return { keyRing: parseKeyRing(text), file, created };
  } catch (error) {
    if (!(error instanceof KeyRingError)) throw error;
    throw new KeyRingError(`The key file ${file} cannot be read; restore it from your backup.`);
  }
}

/**
 * Writes a key file unless there is one; false where there is. Written apart and linked into place: of two first
 * starts at once, both read the same complete key.
 */
export async function writeKeyFile(file: string, text: string): Promise<boolean> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomToken(6)}`;
  await writeFile(draft, text, { mode: 0o600, flag: "wx", flush: true });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function createKeyRing(keys: ReadonlyMap<number, Buffer>): KeyRing {
  const versions = [...keys.keys()].sort((a, b) => a - b);
  const current = Math.max(...versions);
  const keyOf = (version: number): Buffer => {
    const key = keys.get(version);
    if (!key) {
      throw new DecryptError(
        `The data is encrypted with version ${version} of ENCRYPTION_KEY, which is not set; put that key back beside the new one.`,
      );
    }
    return key;
  };
  return {
    current,
    versions,
    fingerprints: versions.map((version) => `${version}:${fingerprintOf(keyOf(version))}`),
    wrap: (plaintext, aad) => ({ keyVersion: current, wrapped: seal(keyOf(current), plaintext, aad) }),
    unwrap: (keyVersion, wrapped, aad) => open(keyOf(keyVersion), wrapped, aad),
    derive: (purpose) =>
      Buffer.from(hkdfSync("sha256", keyOf(Math.min(...versions)), "bellwire", purpose, KEY_BYTES)),
  };
}

function fingerprintOf(key: Uint8Array): string {
  return createHmac("sha256", key).update("bellwire key fingerprint").digest("hex").slice(0, 16);
}

/** AES-256-GCM under a random 96-bit iv: `iv ‖ ciphertext ‖ tag`. */
export function seal(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(aad);
  return Uint8Array.from(Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
}

/** Opens what `seal` made. @throws {DecryptError} on any other bytes, key or `aad`. */
export function open(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array<ArrayBuffer> {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new DecryptError("The stored ciphertext is cut short.");
  const tag = sealed.subarray(sealed.length - TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(aad)
    .setAuthTag(tag);
  try {
    const body = decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES));
    return Uint8Array.from(Buffer.concat([body, decipher.final()]));
  } catch {
    throw new DecryptError(
      "The stored ciphertext does not open: it was changed, moved from another row, or written with another key.",
    );
  }
}
