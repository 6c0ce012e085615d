import { z } from "zod";
import { openReceiver } from "../testing-receiver.ts";
import { ACME, openSandbox, testClock } from "../testing.ts";
import { EVENT_SCOPES } from "./event-makers.ts";

const created = z.object({ appId: z.string(), clientId: z.string(), signingSecret: z.string() });
const installed = z.object({ token: z.string(), botUserId: z.string() });
const listed = z.object({
  requests: z.array(
    z.looseObject({
      id: z.number(),
      type: z.string(),
      state: z.string(),
      attempts: z.array(z.looseObject({ outcome: z.string(), retryNum: z.number().nullable() })),
    }),
  ),
});

/** A sandbox with an app that hears of everything, installed in Acme, and the address it listens at. */
export async function openApp(
  options: { scopes?: string[]; events?: string[]; verify?: boolean; fields?: Record<string, unknown> } = {},
) {
  const clock = testClock();
  const receiver = await openReceiver();
  const open = await openSandbox({ now: clock.now, allowHttpRedirects: true });
  const scopes = options.scopes ?? [
    "chat:write",
    "channels:read",
    "groups:read",
    "channels:join",
    "team:read",
  ];
  const app = created.parse(
    await open.control("apps", {
      name: "Bellwire",
      scopes,
      events: options.events ?? Object.keys(EVENT_SCOPES),
      eventsUrl: `${receiver.url}/events`,
      interactivityUrl: `${receiver.url}/interactivity`,
      ...options.fields,
    }),
  );
  if (options.verify !== false) await open.control(`apps/${app.appId}`, { action: "verify" });
  receiver.forget();
  await open.control("requests", undefined, "DELETE");
  const install = installed.parse(
    await open.control("install", { clientId: app.clientId, teamId: ACME, scopes }),
  );
  return {
    ...open,
    clock,
    receiver,
    app,
    install,
    /** Sends what is due after a while has passed. */
    async run(advanceMs = 0, all = false) {
      clock.advance(advanceMs);
      return listed.parse(await open.control("requests/run", { all })).requests;
    },
    requests: async () => listed.parse(await open.control("requests")).requests,
    async close() {
      await open.sandbox.stop();
      await receiver.close();
    },
  };
}

/** A sandbox with a listening app. */
export type OpenedApp = Awaited<ReturnType<typeof openApp>>;
