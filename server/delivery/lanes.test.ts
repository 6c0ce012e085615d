import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { claimLanes, nextWake, giveBack, makeBacklogDue } from "#server/delivery/lanes.ts";
import { startWorker } from "#server/delivery/worker.ts";
import { newId } from "#server/ids.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { sequenceAll } from "#server/testing/pipeline.ts";

let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let crowd: Awaited<ReturnType<typeof bench.project>>;
let other: Awaited<ReturnType<typeof bench.project>>;

beforeAll(async () => {
  bench = await createPipelineBench();
  crowd = await bench.project();
  other = await bench.project();
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.clock.advance(3_600_000);
  await bench.runtime.db.destination.deleteMany();
});

const ago = (ms: number) => new Date(bench.clock.now().getTime() - ms);

/** Lanes of as many destinations, due since `wakeAt`. */
async function lanes(
  project: typeof crowd,
  count: number,
  wakeAt: Date,
  laneClass = "normal",
): Promise<string[]> {
  const { projectId } = project;
  const ids = Array.from({ length: count }, () => newId());
  await bench.runtime.pool.query(
    `with made as (
       insert into "Destination" ("id", "projectId", "kind", "name", "createdAt") select id, $2::uuid, 'slack_app', '#x', now()
       from unnest($1::uuid[]) as id returning "id"
     ) insert into "Lane" ("destinationId", "laneClass", "wakeAt") select "id", $4::"LaneClass", $3 from made`,
    [ids, projectId, wakeAt, laneClass],
  );
  return ids;
}

const claim = (limit: number, options = {}) =>
  claimLanes(bench.runtime.db, bench.clock.now(), limit, options);

describe("claiming lanes", () => {
  it("gives an organization with one lane its turn before another's thousands, however long those have waited", async () => {
    await lanes(crowd, 5_000, ago(60_000));
    const [mine] = await lanes(other, 1, ago(1));
    const claimed = await claim(2);
    expect(claimed.map((lane) => lane.destinationId)).toContain(mine);
  });

  it("counts what the process holds already, so that a later claim is fair too", async () => {
    await lanes(crowd, 10, ago(60_000));
    const mine = await lanes(other, 3, ago(1));
    const holding = new Map([[crowd.organizationId, 3]]);
    const claimed = await claim(3, { holding, perTenant: 4 });
    expect(claimed.map((lane) => lane.destinationId).sort()).toEqual(mine.sort());
    expect((await claim(20, { holding, perTenant: 4 })).length).toBe(1);
  });

  it("takes urgent lanes first", async () => {
    await lanes(crowd, 5, ago(60_000));
    const [urgent] = await lanes(crowd, 1, ago(1), "urgent");
    expect((await claim(1))[0]?.destinationId).toBe(urgent);
  });

  it("leaves a lane alone before its turn, though work arrives, and takes it when somebody mended it", async () => {
    const [id = ""] = await lanes(crowd, 1, ago(1));
    const [lane] = await claim(1);
    if (!lane) throw new Error("no lane was due");
    const later = new Date(bench.clock.now().getTime() + 5_000);
    await giveBack(bench.runtime.db, lane, { wakeAt: later, notBefore: later });
    await bench.runtime.db.lane.updateMany({
      where: { destinationId: id },
      data: { wakeAt: bench.clock.now() },
    });
    expect(await claim(1)).toEqual([]);
    expect(await nextWake(bench.runtime.db)).toEqual(later);
    await bench.runtime.db.$transaction((tx) => makeBacklogDue(tx, [id], bench.clock.now()));
    expect(await claim(1)).toHaveLength(1);
  });

  it("loses no wake that comes while a lane is held by somebody who decides to wait", async () => {
    const [id = ""] = await lanes(crowd, 1, ago(1));
    const [lane] = await claim(1);
    if (!lane) throw new Error("no lane was due");
    await bench.runtime.db.$transaction((tx) => makeBacklogDue(tx, [id], bench.clock.now()));
    const later = new Date(bench.clock.now().getTime() + 86_400_000);
    await giveBack(bench.runtime.db, lane, { wakeAt: later, notBefore: later });
    expect(await claim(1)).toHaveLength(1);
  });

  it("gives a dead holder's lane to somebody else when the lease ends", async () => {
    const [id = ""] = await lanes(crowd, 1, ago(1));
    const [dead] = await claim(1);
    expect(await claim(1)).toEqual([]);
    await bench.runtime.db.lane.updateMany({
      where: { destinationId: id },
      data: { leaseUntil: new Date(0) },
    });
    const [next] = await claim(1);
    expect(next?.destinationId).toBe(id);
    expect(next?.token).not.toBe(dead?.token);
  });

  it("keeps a lane whose lease ran out for whoever claims next, though its holder gives it back with no wake", async () => {
    const [id = ""] = await lanes(crowd, 1, ago(1));
    const [late] = await claim(1);
    if (!late) throw new Error("no lane was due");
    await bench.runtime.db.lane.updateMany({
      where: { destinationId: id },
      data: { leaseUntil: new Date(0) },
    });
    await giveBack(bench.runtime.db, late, { wakeAt: null });
    expect((await claim(1))[0]?.destinationId).toBe(id);
  });

  it("costs some milliseconds with thousands of lanes due", async () => {
    await lanes(crowd, 10_000, ago(60_000));
    await lanes(other, 10, ago(1));
    await bench.runtime.pool.query("analyze");
    const simple = () =>
      bench.runtime.db.$queryRaw`
        update "Lane" l set "leaseToken" = gen_random_uuid(), "leaseUntil" = now() + interval '30 seconds'
        from (select "destinationId", "laneClass" from "Lane" where "wakeAt" <= ${bench.clock.now()} and "leaseUntil" is null
          order by "laneClass", "wakeAt" limit 24 for update skip locked) due
        where l."destinationId" = due."destinationId" and l."laneClass" = due."laneClass" returning l."destinationId"`;
    const timed = async (doing: () => Promise<unknown>) => {
      const startedAt = performance.now();
      for (let i = 0; i < 10; i++) await doing();
      return (performance.now() - startedAt) / 10;
    };
    const fair = await timed(() => claim(24));
    const plain = await timed(simple);
    console.log(
      `claiming 24 of 10,000 due lanes: fair ${fair.toFixed(1)} ms, in order ${plain.toFixed(1)} ms, ratio ${(fair / plain).toFixed(1)}`,
    );
    expect(fair).toBeLessThan(500);
  });
});

describe("workers", () => {
  it("deliver one tenant's single message at once beside another's backlog of 5,000", async () => {
    await crowd.subscribe("C0ACMEGEN01");
    const { destinationId } = await other.subscribe("C0ACMERND01");
    await crowd.emitCreated("first of many");
    await sequenceAll(bench.runtime);
    await bench.runtime.pool.query(
      `with e as (
         insert into "Event" ("id","position","projectId","source","type","subject","time","severity","data","generation","explanation","sequencedAt")
         select gen_random_uuid(), 1000000 + n, e."projectId", e."source", e."type", e."subject" || n, e."time", e."severity", e."data", 0, '[]', e."sequencedAt"
         from "Event" e, generate_series(1, 5000) n where e."projectId" = $1 returning "id", "position"
       ) insert into "Delivery" ("id","projectId","eventId","destinationId","laneClass","laneOrder","subscriptionIds","nextTryAt","createdAt")
         select gen_random_uuid(), d."projectId", e."id", d."destinationId", d."laneClass", e."position", '{}', d."nextTryAt", d."createdAt"
         from e, "Delivery" d where d."projectId" = $1`,
      [crowd.projectId],
    );
    const workers = [startWorker(bench.runtime), startWorker(bench.runtime)];
    await other.emitCreated("the only one");
    const startedAt = performance.now();
    await sequenceAll(bench.runtime);
    bench.runtime.kick.worker();
    const state = async () =>
      (await bench.runtime.db.delivery.findFirst({ where: { destinationId } }))?.state;
    await expect.poll(state, { interval: 5, timeout: 5_000 }).toBe("delivered");
    console.log(
      `beside 5,000 waiting, a single message left after ${Math.round(performance.now() - startedAt)} ms`,
    );
    await Promise.all(workers.map((worker) => worker.stop()));
  });

  it("run urgent lanes though the claim of the others fails", async () => {
    const { destinationId } = await other.subscribe("C0ACMERND01");
    await other.emitReviewed("urgent");
    await sequenceAll(bench.runtime);
    await bench.runtime.db.delivery.updateMany({ data: { laneClass: "urgent" } });
    await bench.runtime.db.lane.updateMany({ data: { laneClass: "urgent" } });
    const failing = new Proxy(bench.runtime.db, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (key !== "$queryRaw" || typeof value !== "function") return value;
        return (...args: unknown[]): unknown =>
          args.includes("normal")
            ? Promise.reject(new Error("The database is busy."))
            : Reflect.apply(value, target, args);
      },
    });
    const worker = startWorker({ ...bench.runtime, db: failing });
    const state = async () =>
      (await bench.runtime.db.delivery.findFirst({ where: { destinationId } }))?.state;
    await expect.poll(state, { interval: 20, timeout: 5_000 }).toBe("delivered");
    await worker.stop();
  });

  it("share lanes between them and send nothing twice", async () => {
    const channels = ["C0ACMEGEN01", "C0ACMERND01", "C0ACMEDEP01", "C0ACMESEC01", "C0ACMEACC01"];
    for (const channel of channels) await other.subscribe(channel);
    await bench.runtime.db.delivery.deleteMany();
    await other.emitCreated("shared-1");
    await other.emitCreated("shared-2");
    await sequenceAll(bench.runtime);
    const workers = Array.from({ length: 4 }, () => startWorker(bench.runtime));
    const open = () => bench.runtime.db.delivery.count({ where: { state: { not: "delivered" } } });
    const moved = async () => {
      bench.clock.advance(1_000);
      bench.runtime.kick.worker();
      return open();
    };
    await expect.poll(moved, { interval: 50, timeout: 10_000 }).toBe(0);
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(
      await bench.runtime.db.attempt.count({
        where: { projectId: other.projectId, kind: "send", deliveries: { some: {} } },
      }),
    ).toBe(10);
  });
});
