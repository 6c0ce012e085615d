import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { abilityOfRules, everything, type Place } from "#server/authz/ability.ts";
import { fetchAllowed } from "#server/authz/fetch-allowed.ts";
import { mayAt, placeWhere } from "#server/authz/place-where.ts";
import { someConditions, somePlace } from "#server/authz/test-conditions.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { newId } from "#server/ids.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";

let database: TestDatabase;
let places: (Place & { position: bigint })[];

beforeAll(async () => {
  database = await createTestDatabase();
  const odd = ["", "no-slash", "/A", "/axb", "/a%", "/a_/", "/a/b/", "/a\\b"];
  const some = [
    ...fc.sample(somePlace, { numRuns: 400, seed: 7 }),
    ...odd.map((secretPath) => ({ environment: "dev", secretPath })),
  ];
  places = some.map((place, index) => ({ ...place, position: BigInt(index + 1) }));
  const event = {
    projectId: newId(),
    source: "test",
    type: "x",
    subject: "x",
    time: new Date(),
    severity: "info",
    data: {},
    generation: 0,
    explanation: [],
    sequencedAt: new Date(),
  } as const satisfies Partial<Prisma.EventCreateManyInput>;
  await database.db.event.createMany({ data: places.map((place) => ({ id: newId(), ...event, ...place })) });
});
afterAll(() => database.drop());

const positions = (rows: readonly { position: bigint }[]) => rows.map((row) => Number(row.position));
const find = async (where: Prisma.EventWhereInput) =>
  positions(await database.db.event.findMany({ where, orderBy: { position: "asc" } }));

describe("narrowing in the database", () => {
  it("never leaves out what the evaluator allows, and lets little else through", async () => {
    let through = 0;
    let allowedInAll = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(someConditions, { maxLength: 3 }), async (conditions) => {
        const ability = abilityOfRules(
          conditions.map((one) => ({ permission: "event:read", conditions: one })),
        );
        const found = await find(placeWhere(ability, "event:read"));
        const allowed = positions(places.filter((place) => mayAt(ability, "event:read", place)));
        expect(allowed.filter((position) => !found.includes(position))).toEqual([]);
        through += found.length;
        allowedInAll += allowed.length;
      }),
      { numRuns: 250 },
    );
    expect(through).toBeLessThan(allowedInAll * 2);
  });

  it("narrows nothing for whoever holds the permission everywhere, and finds nothing for whoever does not", async () => {
    expect(placeWhere(everything, "event:read")).toEqual({});
    expect(await find(placeWhere(abilityOfRules([]), "event:read"))).toEqual([]);
  });

  it("takes an underscore for itself", async () => {
    const ability = abilityOfRules([
      { permission: "event:read", conditions: { secretPath: { $glob: "/a_/**" } } },
    ]);
    const paths = await database.db.event.findMany({
      where: placeWhere(ability, "event:read"),
      select: { secretPath: true },
    });
    expect(new Set(paths.map((row) => row.secretPath?.slice(0, 3)))).toEqual(new Set(["/a_"]));
  });

  it("serves tables where environment and path are never empty, too", async () => {
    const ability = abilityOfRules([
      {
        permission: "access-request:read",
        conditions: { environment: { $ne: "prod" }, secretPath: { $glob: "/a/**" } },
      },
    ]);
    const where: Prisma.AccessRequestWhereInput = placeWhere(ability, "access-request:read");
    expect(await database.db.accessRequest.findMany({ where })).toEqual([]);
  });
});

describe("a page of what is allowed", () => {
  it("is full and in order while there is enough, however few of the rows are allowed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 10 }),
        async (rows, take) => {
          const numbered = rows.map((allowed, number) => ({ allowed, number }));
          const page = await fetchAllowed<(typeof numbered)[number]>({
            take,
            allowed: (row) => row.allowed,
            fetch: async (count, last) => {
              const from = last ? last.number + 1 : 0;
              return numbered.slice(from, from + count);
            },
          });
          expect(page).toEqual(numbered.filter((row) => row.allowed).slice(0, take));
        },
      ),
    );
  });
});
