import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { equalSecrets } from "#server/crypto/constant-time.ts";
import { DecryptError, KeyRingError, loadKeyRing, parseKeyRing } from "#server/crypto/key-ring.ts";

const one = randomBytes(32).toString("base64");
const two = randomBytes(32).toString("base64");
const aad = Buffer.from("place");
const text = Buffer.from("data key");

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "bellwire-keys-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("a bare key is version 1", () => {
  const { keyVersion, wrapped } = parseKeyRing(one).wrap(text, aad);
  expect(keyVersion).toBe(1);
  expect(Buffer.from(parseKeyRing(`1:${one}`).unwrap(1, wrapped, aad))).toEqual(text);
});

test("the highest version wraps, and every version unwraps", () => {
  const old = parseKeyRing(one).wrap(text, aad);
  const ring = parseKeyRing(`2:${two}, 1:${one}`);
  expect(ring.wrap(text, aad).keyVersion).toBe(2);
  expect(Buffer.from(ring.unwrap(1, old.wrapped, aad))).toEqual(text);
});

test("a version that is not in the ring is named", () => {
  const { wrapped } = parseKeyRing(`2:${two}`).wrap(text, aad);
  expect(() => parseKeyRing(one).unwrap(2, wrapped, aad)).toThrow(/version 2 of ENCRYPTION_KEY/);
});

test("another key of the same version does not open", () => {
  const { wrapped } = parseKeyRing(one).wrap(text, aad);
  expect(() => parseKeyRing(two).unwrap(1, wrapped, aad)).toThrow(DecryptError);
});

test("derived subkeys differ by purpose and stay when a newer key is added", () => {
  const before = parseKeyRing(one).derive("next-auth");
  expect(before).toHaveLength(32);
  expect(parseKeyRing(`1:${one},2:${two}`).derive("next-auth")).toEqual(before);
  expect(parseKeyRing(one).derive("oauth-state")).not.toEqual(before);
});

test.each(["short", `0:${one}`, `1:${one},1:${two}`, `${one},`, "1:", randomBytes(31).toString("base64")])(
  "%s is refused with a sentence that does not repeat it",
  (value) => {
    expect(() => parseKeyRing(value)).toThrow(KeyRingError);
    expect(() => parseKeyRing(value)).not.toThrow(one);
  },
);

test("without a key one is made once, readable by its owner only", async () => {
  const dataDir = await makeFolder();
  const starts = await Promise.all(
    Array.from({ length: 5 }, () => loadKeyRing({ encryptionKey: undefined, dataDir })),
  );
  expect(starts.filter((start) => start.created)).toHaveLength(1);
  expect(new Set(starts.map(({ keyRing }) => keyRing.derive("x").toString("hex"))).size).toBe(1);
  const file = path.join(dataDir, "encryption.key");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, "utf8")).toMatch(/^1:/);
});

test("a damaged key file is an error that names the file, not a reason for a new key", async () => {
  const dataDir = await makeFolder();
  await writeFile(path.join(dataDir, "encryption.key"), "");
  await expect(loadKeyRing({ encryptionKey: undefined, dataDir })).rejects.toThrow(
    /encryption.key cannot be read/,
  );
});

test("secrets are equal only when every byte is", () => {
  expect(equalSecrets("abc", "abc")).toBe(true);
  expect(equalSecrets("abc", "abd")).toBe(false);
  expect(equalSecrets("abc", "abcd")).toBe(false);
});
