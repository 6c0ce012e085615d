import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Db } from "#server/db/client.ts";
import { redeliver } from "#server/delivery/redeliver.ts";
import type { Runtime } from "#server/runtime.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { drain } from "#server/testing/pipeline.ts";

const general = "C0ACMEGEN01";
let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let project: Awaited<ReturnType<typeof bench.project>>;
beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  project = await bench.project();
  await project.subscribe(general);
});

const sentTimes = async (note: string) =>
  (await bench.slack.messages(general)).filter((message) => message.text.includes(note)).length;

it("records how a request ended again when the database breaks the record off, and sends nothing twice", async () => {
  await project.emitCreated("recorded in the end");
  // PostgreSQL chooses the record as the victim of a deadlock two times.
  await bench.runtime.pool.query(
    `create sequence broken_off;
     create function break_off() returns trigger language plpgsql as $$
     begin
       if nextval('broken_off') <= 2 then raise exception 'deadlock detected' using errcode = '40P01'; end if;
       return new;
     end $$;
     create trigger break_off before update on "Attempt" for each row execute function break_off()`,
  );
  await drain(bench.runtime);
  await bench.runtime.pool.query(`drop trigger break_off on "Attempt"`);
  expect(await project.deliveries()).toMatchObject([{ state: "delivered", tries: 0, maybeDuplicate: false }]);
  expect(await sentTimes("recorded in the end")).toBe(1);
});

it("takes a record whose commit was not answered for done, whatever was ordered since", async () => {
  await project.emitCreated("answered by nobody");
  const { runtime, ctx } = bench;
  const broken = losingAnswer(runtime, async () => {
    const [delivery] = await project.deliveries();
    if (delivery?.state !== "delivered") return false;
    await redeliver(ctx, { projectId: project.projectId, deliveryId: delivery.id });
    return true;
  });
  await drain(broken);
  await project.flow();
  expect(await project.deliveries()).toMatchObject([{ state: "delivered", redeliveries: 1 }]);
  expect(await sentTimes("answered by nobody")).toBe(2);
});

/** A database whose answer to one commit is lost: the first after which `isIt`. */
function losingAnswer(runtime: Runtime, isIt: () => Promise<boolean>): Runtime {
  let lost = false;
  const db: Db = new Proxy(runtime.db, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (key !== "$transaction" || typeof value !== "function") return value;
      return async (...args: unknown[]) => {
        const done: unknown = await Reflect.apply(value, target, args);
        if (!lost && (await isIt())) {
          lost = true;
          throw new Error("The connection was lost.");
        }
        return done;
      };
    },
  });
  return { ...runtime, db };
}
