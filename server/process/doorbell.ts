import { randomUUID } from "node:crypto";
import pg from "pg";
import { createPause } from "#server/process/pause.ts";
import type { Kick, Runtime } from "#server/runtime.ts";

const channel = "bellwire_doorbell";
/** At most one NOTIFY in this time, whatever rang: each takes a lock that every committing transaction wants. */
const spacingMs = 25;
const reconnectMs = 2_000;

const bells = {
  sequencer: (kick: Kick) => ({ ring: kick.sequencer, listen: kick.onSequencer }),
  worker: (kick: Kick) => ({ ring: kick.worker, listen: kick.onWorker }),
  slackWatch: (kick: Kick) => ({ ring: kick.slackWatch, listen: kick.onSlackWatch }),
} as const;
type Bell = keyof typeof bells;
const names = ["sequencer", "worker", "slackWatch"] as const satisfies readonly Bell[];

/**
 * Carries the bells of this process to the others on the database, and theirs here, by LISTEN and NOTIFY on a connection
 * of its own: one NOTIFY for many rings. While it has no connection, everybody's slow poll finds what there is to do.
 */
export function startDoorbell(runtime: Runtime, databaseUrl: string): { stop(): Promise<void> } {
  const { kick, logger } = runtime;
  const own = randomUUID();
  const rung = new Set<Bell>();
  let heard = false;
  // Rings that came from outside must not go out again.
  const ringHere = (which: Iterable<Bell>) => {
    heard = true;
    for (const bell of which) bells[bell](kick).ring();
    heard = false;
  };
  let wake: () => void = () => {};
  const pause = createPause((ring) => {
    wake = ring;
    const unlisten = names.map((bell) =>
      bells[bell](kick).listen(() => {
        if (heard) return;
        rung.add(bell);
        ring();
      }),
    );
    return () => {
      for (const end of unlisten) end();
    };
  }, 60_000);
  const rest = createPause(() => () => {}, reconnectMs);

  const carry = async (client: pg.Client, lost: () => boolean) => {
    client.on("notification", ({ payload = "" }) => {
      const [from, ...which] = payload.split(" ");
      if (from !== own) ringHere(names.filter((bell) => which.includes(bell)));
    });
    await client.query(`listen ${channel}`);
    // Whatever rang while nobody listened.
    ringHere(names);
    while (pause.goesOn() && !lost()) {
      await pause.wait();
      if (rung.size === 0) continue;
      const which = [...rung];
      rung.clear();
      await client.query("select pg_notify($1, $2)", [channel, [own, ...which].join(" ")]);
      await sleep(spacingMs);
    }
  };

  const run = async () => {
    while (pause.goesOn()) {
      let isLost = false;
      const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
      const lost = () => {
        isLost = true;
        wake();
      };
      client.on("error", lost);
      client.on("end", lost);
      try {
        await client.connect();
        await carry(client, () => isLost);
      } catch (error) {
        if (pause.goesOn()) logger.warn({ err: error }, "the doorbell lost its connection and tries again");
      } finally {
        await client.end().catch(() => {});
      }
      if (pause.goesOn()) await rest.wait();
    }
  };

  const done = run();
  return {
    async stop() {
      pause.stop();
      rest.stop();
      await done;
    },
  };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
