// The process under test: Bellwire's worker as server/main.ts starts it, with a clock, points where it ends itself, and a
// producer, all of which the suite orders over the channel to it. Nothing of this is in production code.
import { flushCompileCache } from "node:module";
import { systemClock } from "#server/clock.ts";
import { systemContext } from "#server/context.ts";
import { readEnv } from "#server/env.ts";
import { emit } from "#server/events/emit.ts";
import { accessRequestTypes } from "#server/events/types/access-request.ts";
import { startBellwire } from "#server/process/start-bellwire.ts";
import { clockOf } from "./clock.ts";
import { installKillPoints } from "./kill-points.ts";
import { orderSchema, type PlannedEvent, type Report } from "./orders.ts";

/** The worker looks this often in real ms, for its own sleep is reckoned in business time. */
const ringMs = 300;

const tell = (report: Report) => process.send?.(report);
const points = installKillPoints({
  claimed: (token) => tell({ is: "claimed", token }),
  reached: () => tell({ is: "reached" }),
});
const settings = {
  base: Number(process.env.FAULTS_BASE),
  speed: Number(process.env.FAULTS_SPEED),
  offset: 0,
};
systemClock.now = clockOf(settings).now;

const bellwire = await startBellwire(readEnv(), { dev: false, say: () => {} });
const { runtime } = bellwire;
const ctx = systemContext(runtime, "faults");
const ringing = setInterval(() => runtime.kick.worker(), ringMs);

process.on("message", (message) => {
  const order = orderSchema.parse(message);
  switch (order.do) {
    case "emit":
      return void produce(order.event);
    case "arm":
      points.arm(order);
      return void tell({ is: "armed" });
    case "clock":
      settings.offset = order.offset;
      return;
    case "stop":
      return void end();
  }
});
// The suite is gone, however it ended.
process.on("disconnect", () => process.exit(1));
tell({ is: "ready" });
// Now, for a killed process has no end at which Node would do it.
flushCompileCache();

async function end(): Promise<void> {
  clearInterval(ringing);
  await bellwire.stop();
  process.exit(0);
}

/** Emits an event in a transaction of its own, as a producer's verb does, and tells whether it was accepted. */
async function produce(event: PlannedEvent): Promise<void> {
  const accepted = await runtime.db
    .$transaction(async (tx) => {
      const { projectId, subject, secretPath } = event;
      const place = { projectId, subject, environment: "prod", secretPath };
      if (event.urgent) {
        const data = { ...accessRequestTypes.reviewed.sample.data, accessRequestId: event.key };
        const decision = "break_glass" as const;
        await emit(tx, ctx, accessRequestTypes.reviewed, { ...place, data: { ...data, decision } });
      } else {
        const data = { ...accessRequestTypes.created.sample.data, accessRequestId: event.key };
        await emit(tx, ctx, accessRequestTypes.created, { ...place, data });
      }
      if (event.rolledBack) throw new Error("The change that this event tells of is refused in the end.");
    })
    .then(
      () => true,
      () => false,
    );
  if (accepted) runtime.kick.sequencer();
  tell({ is: "emitted", key: event.key, accepted });
}
