import { POST as eventsRoute } from "../../../app/api/slack/events/route.ts";
import { parseEnv } from "#server/env.ts";
import { newId } from "#server/ids.ts";
import { setRuntime } from "#server/runtime.ts";
import { sign } from "#server/slack/inbound/verify-signature.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { connectWorkspace, subscribeChannel } from "#server/testing/slack-workspace.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { createWorld } from "#server/testing/world.ts";

/** The Signing Secret of Slack's published example. */
export const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";

export type SlackEvent = { type: string } & Record<string, unknown>;

/** What of a request a test may bend. */
export interface Over {
  id?: string;
  at?: Date;
  app?: string;
  team?: string;
  secret?: string;
  /** How many seconds ago it was signed. */
  signedAgo?: number;
  body?: string;
}

/** A process with a Slack app and its Signing Secret, and requests to its real routes as Slack would send them. */
export async function createInboundBench() {
  const clock = createTestClock();
  const database = await createTestDatabase();
  const app = { SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "client" };
  const envWith = (more: Record<string, string>) =>
    parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent", ...app, ...more });
  const runtime = createTestRuntime(database, {
    env: envWith({ SLACK_SIGNING_SECRET: signingSecret }),
    clock,
  });
  setRuntime(runtime);

  /** An organization with a connected workspace that has a public and a private channel, both destinations. */
  async function workspace(teamId: string) {
    const { organizationId, projectId } = await createWorld(runtime.db);
    const integrationId = await connectWorkspace(runtime, { organizationId, token: "xoxb-x", teamId });
    const facts = { integrationId, isArchived: false, isMember: true, isShared: false, seenAt: clock.now() };
    const channels = [
      { channelId: "C1", name: "general", isPrivate: false },
      { channelId: "C2", name: "secret", isPrivate: true },
    ];
    await runtime.db.slackChannel.createMany({ data: channels.map((one) => ({ ...facts, ...one })) });
    for (const { channelId, name, isPrivate } of channels) {
      const target = { projectId, integrationId, channelId, name: `#${name}` };
      const { destinationId } = await subscribeChannel(runtime, target);
      const data = { channelIsPrivate: isPrivate };
      await runtime.db.destination.update({ where: { id: destinationId }, data });
    }
    return { organizationId, projectId, integrationId };
  }

  const newTeamId = () => `T${newId().slice(-8).toUpperCase()}`;
  let teamId = newTeamId();
  let place = await workspace(teamId);

  /** Sends a signed body to a route. */
  function post(body: string, over: Over = {}, route = eventsRoute): Promise<Response> {
    const timestamp = String(Math.floor(clock.now().getTime() / 1_000) - (over.signedAgo ?? 0));
    const signature = sign(over.secret ?? signingSecret, timestamp, body);
    const headers = { "x-slack-request-timestamp": timestamp, "x-slack-signature": signature };
    const init = { method: "POST", body: over.body ?? body, headers };
    return route(new Request("http://localhost/api/slack/events", init));
  }

  return {
    clock,
    runtime,
    post,
    workspace,
    teamId: () => teamId,
    place: () => place,
    /** Begins anew with an organization and a workspace of its own. */
    async renew() {
      teamId = newTeamId();
      place = await workspace(teamId);
    },
    /** Sends an event to the real route as Slack would. */
    send(event: SlackEvent, over: Over = {}): Promise<Response> {
      const at = over.at ?? clock.now();
      const body = JSON.stringify({
        type: "event_callback",
        token: "x",
        team_id: over.team ?? teamId,
        api_app_id: over.app ?? "A1",
        event_id: over.id ?? `Ev${newId()}`,
        event_time: Math.floor(at.getTime() / 1_000),
        event,
      });
      return post(body, over);
    },
    /** What is broken: the connection, and its public and its private channel. */
    async standing({ integrationId }: { integrationId: string } = place) {
      const integration = await runtime.db.workflowIntegration.findUniqueOrThrow({
        where: { id: integrationId },
        select: { brokenCode: true },
      });
      const destinations = await runtime.db.destination.findMany({
        where: { integrationId },
        orderBy: { channelIsPrivate: "asc" },
        select: { name: true, channelId: true, brokenCode: true },
      });
      return {
        connection: integration.brokenCode,
        channels: destinations.map((one) => one.brokenCode),
        destinations,
      };
    },
    /** Runs a step in an instance that has no Signing Secret. */
    async withoutSigningSecret(step: () => Promise<void>) {
      setRuntime(createTestRuntime(database, { env: envWith({}), clock }));
      try {
        await step();
      } finally {
        setRuntime(runtime);
      }
    },
    stop: () => database.drop(),
  };
}

export type InboundBench = Awaited<ReturnType<typeof createInboundBench>>;
