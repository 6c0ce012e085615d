import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectAttention } from "#server/attention/list-attention.ts";
import { getDelivery } from "#server/deliveries/get-delivery.ts";
import { expireParked } from "#server/delivery/expire-parked.ts";
import { claimLanes } from "#server/delivery/lanes.ts";
import { runLane } from "#server/delivery/run-lane.ts";
import { getDestination, listDestinations } from "#server/destinations/list-destinations.ts";
import { accessRequestTypes } from "#server/events/types/access-request.ts";
import { getIntegration } from "#server/integrations/get-integration.ts";
import { setCell } from "#server/subscriptions/set-cell.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { createReadCounter } from "#server/testing/row-reads.ts";
import { contextOf } from "#server/testing/world.ts";

/** What the lane sent long ago, of which nothing may be read to go on. */
const history = 20_000;
const waiting = 40;

let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let project: Awaited<ReturnType<typeof bench.project>>;
let destinationId: string;
let counter: ReturnType<typeof createReadCounter>;

beforeAll(async () => {
  bench = await createPipelineBench();
  project = await bench.project();
  ({ destinationId } = await project.subscribe("C0ACMEGEN01"));
  await bench.runtime.db.subscription.updateMany({ data: { eventTypes: ["access-request:create"] } });
  counter = createReadCounter(bench.url, "Delivery");
  const at = bench.clock.now();
  await bench.runtime.pool.query(
    `with e as (
       insert into "Event" ("id","position","projectId","source","type","subject","time","severity","data","generation","explanation","sequencedAt")
       select gen_random_uuid(), 1000000 + n, $1, 'test', 'access-request:create', 'access-request/' || n, $2, 'info', $4, 0, '[]', $2
       from generate_series(1, ${history + waiting}) n returning "id", "position"
     ) insert into "Delivery" ("id","projectId","eventId","destinationId","laneClass","laneOrder","state","subscriptionIds","nextTryAt","createdAt")
       select gen_random_uuid(), $1, e."id", $3, 'normal', e."position",
         (case when e."position" <= 1000000 + ${history} then 'delivered' else 'waiting' end)::"DeliveryState", '{}', $2, $2 from e`,
    [project.projectId, at, destinationId, accessRequestTypes.created.sample.data],
  );
  await bench.runtime.pool.query(`vacuum analyze`);
});
afterAll(async () => {
  await counter.close();
  await bench.close();
});

type Work = (runtime: typeof bench.runtime) => Promise<unknown>;
const admin = (runtime: typeof bench.runtime) => contextOf(runtime, project.projectAdmin);
/** How many deliveries were read while something was done. */
const readBy = (work: Work) => counter.readBy((db) => work({ ...bench.runtime, db }));
const place = () => ({ projectId: project.projectId, destinationId });

describe("the history of a lane is not read", () => {
  it.each<[string, Work]>([
    ["to list destinations with what waits", (runtime) => listDestinations(admin(runtime), place())],
    ["to show one destination", (runtime) => getDestination(admin(runtime), place())],
    [
      "to tell what waits for a broken destination",
      async (runtime) => {
        await runtime.db.destination.update({
          where: { id: destinationId },
          data: { brokenCode: "is_archived" },
        });
        const { items } = await projectAttention(admin(runtime), place());
        await runtime.db.destination.update({ where: { id: destinationId }, data: { brokenCode: null } });
        expect(items).toMatchObject([{ waiting }]);
      },
    ],
    [
      "to show a connection",
      (runtime) => {
        const { organizationId, integrationId } = project;
        return getIntegration(contextOf(runtime, project.owner), { organizationId, integrationId });
      },
    ],
    [
      "to count what stands before a delivery",
      async (runtime) => {
        const last = await runtime.db.delivery.findFirstOrThrow({
          where: { destinationId, state: "waiting" },
          orderBy: { laneOrder: "desc" },
        });
        return getDelivery(admin(runtime), { projectId: project.projectId, deliveryId: last.id });
      },
    ],
    [
      "to untick the last event of a subscription",
      (runtime) => setCell(admin(runtime), { ...place(), eventTypes: ["access-request:create"], on: false }),
    ],
    ["to end what was parked for too long", (runtime) => expireParked(runtime, runtime.clock.now())],
  ])("%s", async (_what, work) => {
    expect(await readBy(work)).toBeLessThan(waiting * 5);
  });

  it("to send, and to find what comes next", async () => {
    await bench.runtime.db.lane.create({
      data: { destinationId, laneClass: "normal", wakeAt: bench.clock.now() },
    });
    const [lane] = await claimLanes(bench.runtime.db, bench.clock.now(), 1);
    if (!lane) throw new Error("There must be a lane to run.");
    const read = await readBy((runtime) => runLane(runtime, lane));
    expect(await bench.slack.messages("C0ACMEGEN01")).not.toEqual([]);
    expect(read).toBeLessThan(waiting * 20);
  });
});
