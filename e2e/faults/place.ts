import { z } from "zod";
import type { Runtime } from "#server/runtime.ts";
import { connectWorkspace, subscribeChannel } from "#server/testing/slack-workspace.ts";
import { createWorld } from "#server/testing/world.ts";

/** The stand-in for Slack of a stage. */
export type Slack = {
  url: string;
  control(method: "GET" | "POST" | "DELETE", pathname: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
};

/** A destination: a channel that gets the events of one path. */
export type Lane = { destinationId: string; channelId: string; secretPath: string };

/** A project with lanes, connected through a Slack app of its own, so that no other shares its limits. */
export type Place = { projectId: string; lanes: Lane[] };

const teamId = "T0ACME00001";
const scopes = ["chat:write", "chat:write.public", "channels:read", "groups:read"];
const app = z.object({ appId: z.string(), clientId: z.string() });
const install = z.object({ token: z.string() });
const channel = z.object({ id: z.string() });

/** Makes a place; rows as the verbs would leave them. */
export async function createPlace(input: {
  runtime: Runtime;
  slack: Slack;
  name: string;
  lanes: number;
}): Promise<Place> {
  const { runtime, slack, name } = input;
  const { organizationId, projectId } = await createWorld(runtime.db);
  const { appId, clientId } = app.parse(await slack.control("POST", "apps", { name }));
  const { token } = install.parse(await slack.control("POST", "install", { clientId, teamId, scopes }));
  const integrationId = await connectWorkspace(runtime, { organizationId, token, teamId });
  await runtime.db.workflowIntegration.update({
    where: { id: integrationId },
    data: { appId },
    select: { id: true },
  });
  const lanes: Lane[] = [];
  for (let number = 1; number <= input.lanes; number++) {
    const made = channel.parse(await slack.control("POST", "channels", { name: `${name}-${number}` }));
    const place = { projectId, integrationId, channelId: made.id, name: `#${name}-${number}` };
    const secretPath = `/lane-${number}`;
    const { destinationId } = await subscribeChannel(runtime, place, { pathGlob: `${secretPath}/**` });
    lanes.push({ destinationId, channelId: made.id, secretPath });
  }
  return { projectId, lanes };
}
