import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  at,
  createNarrowWorld,
  type NarrowWorld,
  type Person,
  places,
  seen,
  walk,
} from "#server/authz/test-narrow-world.ts";
import { joinWithRules } from "#server/custom-roles/test-roles.ts";
import { countDeliveries } from "#server/deliveries/count-deliveries.ts";
import { getDelivery } from "#server/deliveries/get-delivery.ts";
import { listDeliveries, listDeliveriesInput } from "#server/deliveries/list-deliveries.ts";
import { redeliver } from "#server/delivery/redeliver.ts";
import { getEvent } from "#server/event-log/get-event.ts";
import { getBadges, getOverview } from "#server/event-log/get-overview.ts";
import { listEvents, listEventsInput, listSetAside } from "#server/event-log/list-events.ts";
import { newId } from "#server/ids.ts";

const refused = { code: "forbidden" };
const unknown = { code: "not_found" };
const onPages = (rows: readonly string[]) => rows.map((row) => [row]);

let world: NarrowWorld;
let projectId: string;
let narrow: Person;
let nobody: Person;

beforeAll(async () => {
  world = await createNarrowWorld();
  ({ projectId, narrow, nobody } = world);
});
afterAll(() => world.drop());

describe("events under conditions", () => {
  const list = async (person: Person, page: object = {}) => {
    const { events, ...cursors } = await listEvents(
      world.as(person),
      listEventsInput.parse({ projectId, ...page }),
    );
    return { rows: events.map(at), ...cursors };
  };

  it("are listed where the conditions hold, on full pages", async () => {
    expect((await list(narrow)).rows).toEqual(seen.toReversed());
    const { forward, back } = await walk((page) => list(narrow, { ...page, limit: 1 }));
    expect(forward).toEqual(onPages(seen.toReversed()));
    expect(back).toEqual(forward);
    expect((await list(world.projectViewer)).rows).toHaveLength(places.length);
    await expect(list(nobody)).rejects.toMatchObject(refused);
  });

  it("are not found elsewhere", async () => {
    for (const { id, environment, secretPath } of await world.db.event.findMany({ where: { projectId } })) {
      const found = () => getEvent(world.as(narrow), { projectId, eventId: id });
      if (seen.includes(at({ environment, secretPath }))) await found();
      else await expect(found()).rejects.toMatchObject(unknown);
    }
  });

  it("that could not be read are shown by the place that they tell of", async () => {
    const setAside = (payload: object) =>
      world.db.outbox.create({
        data: { projectId, eventId: newId(), payload, setAsideAt: world.clock.now(), setAsideReason: "odd" },
      });
    await setAside({ type: "odd:here", environment: "dev", secretPath: "/app/db" });
    await setAside({ type: "odd:there", environment: "prod", secretPath: "/app/db" });
    await setAside({ type: "odd:nowhere" });
    const types = async (person: Person) =>
      (await listSetAside(world.as(person), { projectId })).map((one) => one.type);
    expect(await types(narrow)).toEqual(["odd:here"]);
    expect(await types(world.projectViewer)).toHaveLength(3);
    expect((await getOverview(world.as(narrow), { projectId })).setAside).toBe(1);
  });
});

describe("deliveries under conditions", () => {
  const list = async (person: Person, page: object = {}) => {
    const { deliveries, newer, older } = await listDeliveries(
      world.as(person),
      listDeliveriesInput.parse({ projectId, ...page }),
    );
    return { rows: deliveries.map((one) => at(one.event)), newer, older };
  };
  const count = async (person: Person) =>
    (await countDeliveries(world.as(person), { projectId })).reduce((sum, one) => sum + one.count, 0);

  it("are listed and counted where the conditions hold, on full pages", async () => {
    const { forward, back } = await walk((page) => list(narrow, { ...page, limit: 1 }));
    expect(forward).toEqual(onPages(seen.toReversed()));
    expect(back).toEqual(forward);
    expect(await count(narrow)).toBe(seen.length);
    expect(await count(world.projectViewer)).toBe(places.length);
    await expect(count(nobody)).rejects.toMatchObject(refused);
  });

  it("are neither found nor sent again elsewhere", async () => {
    const deliveries = await world.db.delivery.findMany({
      where: { projectId },
      select: { id: true, event: { select: { environment: true, secretPath: true } } },
    });
    for (const { id, event } of deliveries) {
      const read = () => getDelivery(world.as(narrow), { projectId, deliveryId: id });
      const again = () => redeliver(world.as(narrow), { projectId, deliveryId: id });
      if (seen.includes(at(event))) {
        expect((await read()).mayRedeliver).toBe(true);
        // It still waits; that is another matter than whether one may.
        await expect(again()).rejects.toMatchObject({ code: "conflict" });
      } else {
        await expect(read()).rejects.toMatchObject(unknown);
        await expect(again()).rejects.toMatchObject(unknown);
      }
    }
  });

  it("are sent again only where that is allowed, though they are seen elsewhere too", async () => {
    const dev = { environment: { $eq: "dev" } };
    const person = await joinWithRules(world.db, world, [
      { permission: "delivery:read" },
      { permission: "delivery:redeliver", conditions: dev },
    ]);
    const there = await world.db.delivery.findFirstOrThrow({
      where: { projectId, event: { environment: "prod" } },
      select: { id: true },
    });
    const input = { projectId, deliveryId: there.id };
    expect((await getDelivery(world.as(person), input)).mayRedeliver).toBe(false);
    await expect(redeliver(world.as(person), input)).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining("does not allow this there"),
    });
  });

  it("make the overview's chart, and its parts that one may not see at all stay empty", async () => {
    const overview = await getOverview(world.as(narrow), { projectId });
    expect(overview.hours.reduce((sum, hour) => sum + hour.waiting, 0)).toBe(seen.length);
    expect(overview.events.map(at)).toEqual(seen.toReversed());
    expect(overview.waitingForMe).toBe(seen.length);
    expect(overview.sees).toEqual({ notifications: false, deliveries: true, events: true });
    const all = await getOverview(world.as(world.projectViewer), { projectId });
    expect(all.hours.reduce((sum, hour) => sum + hour.waiting, 0)).toBe(places.length);
    const empty = await getOverview(world.as(nobody), { projectId });
    expect(empty).toMatchObject({ events: [], broken: [], setAside: 0, waitingForMe: 0 });
    expect(empty.hours.every((hour) => hour.waiting === 0)).toBe(true);
    expect(await getBadges(world.as(nobody), { projectId })).toEqual({ waitingForMe: 0, needAttention: 0 });
  });
});
