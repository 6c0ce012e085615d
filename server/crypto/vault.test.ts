import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { createVault } from "#server/crypto/vault.ts";
import { newId } from "#server/ids.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";

let database: TestDatabase;
const keyRing = parseKeyRing(randomBytes(32).toString("base64"));

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function createOrganization(): Promise<string> {
  const id = newId();
  await database.db.organization.create({ data: { id, name: "Acme", plan: "team" } });
  return id;
}

function placeOf(organizationId: string | null) {
  return { organizationId, table: "WorkflowIntegration", rowId: newId(), field: "tokenEnc" };
}

test("another process on the same database reads what one wrote", async () => {
  const { db } = database;
  const place = placeOf(await createOrganization());
  const bytes = await createVault({ db, keyRing }).encrypt(db, place, "xoxb-1");
  expect(Buffer.from(bytes).toString("latin1")).not.toContain("xoxb-1");
  expect(await createVault({ db, keyRing }).decrypt(db, place, bytes)).toBe("xoxb-1");
});

test("processes that encrypt for a new organization at once settle on one data key", async () => {
  const { db } = database;
  const place = placeOf(await createOrganization());
  const written = await Promise.all(
    Array.from({ length: 6 }, () =>
      db.$transaction((tx) => createVault({ db, keyRing }).encrypt(tx, place, "xoxb-2")),
    ),
  );
  expect(await db.dataKey.count({ where: { organizationId: place.organizationId } })).toBe(1);
  const reader = createVault({ db, keyRing });
  for (const bytes of written) expect(await reader.decrypt(db, place, bytes)).toBe("xoxb-2");
});

test("a data key made in a transaction that is rolled back is forgotten", async () => {
  const { db } = database;
  const vault = createVault({ db, keyRing });
  const place = placeOf(await createOrganization());
  const rolledBack = db.$transaction(async (tx) => {
    await vault.encrypt(tx, place, "lost");
    throw new Error("no");
  });
  await expect(rolledBack).rejects.toThrow("no");
  const bytes = await vault.encrypt(db, place, "kept");
  expect(await createVault({ db, keyRing }).decrypt(db, place, bytes)).toBe("kept");
});

test("a ciphertext copied to another organization does not open", async () => {
  const { db } = database;
  const vault = createVault({ db, keyRing });
  const place = placeOf(await createOrganization());
  const other = { ...place, organizationId: await createOrganization() };
  await vault.encrypt(db, other, "theirs");
  const bytes = await vault.encrypt(db, place, "ours");
  await expect(vault.decrypt(db, other, bytes)).rejects.toThrow(/does not open/);
});

test("without its data key a secret is an error, never empty", async () => {
  const { db } = database;
  const place = placeOf(await createOrganization());
  await expect(createVault({ db, keyRing }).decrypt(db, place, randomBytes(40))).rejects.toThrow(/is gone/);
});

test("a start with another key refuses with the remedy, and leaves the data as it was", async () => {
  const { db } = database;
  await createVault({ db, keyRing }).verifyKeys();
  const other = parseKeyRing(randomBytes(32).toString("base64"));
  await expect(createVault({ db, keyRing: other }).verifyKeys()).rejects.toThrow(
    "The encryption key does not fit this database: set ENCRYPTION_KEY",
  );
  await createVault({ db, keyRing }).verifyKeys();
});
