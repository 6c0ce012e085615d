import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";

/** Rows of a connected workspace as the connect verbs would leave them, for tests of what comes after. */
export async function connectWorkspace(
  runtime: Runtime,
  input: { organizationId: string; token: string; teamId: string; teamUrl?: string; alias?: string },
): Promise<string> {
  const id = newId();
  const now = runtime.clock.now();
  await runtime.db.$transaction(async (tx) => {
    const place = {
      organizationId: input.organizationId,
      table: "WorkflowIntegration",
      rowId: id,
      field: "tokenEnc",
    };
    await tx.workflowIntegration.create({
      data: {
        id,
        organizationId: input.organizationId,
        alias: input.alias ?? "acme",
        source: "token",
        teamId: input.teamId,
        teamName: "Acme",
        teamUrl: input.teamUrl ?? "https://acme.slack.com/",
        appId: "A1",
        botUserId: "U1",
        botName: "bellwire",
        scopes: ["chat:write"],
        tokenEnc: await runtime.vault.encrypt(tx, place, input.token),
        connectedById: newId(),
        connectedBy: "Ada",
        connectedAs: "owner",
        connectedAt: now,
        updatedAt: now,
      },
    });
  });
  return id;
}

/** A channel as a destination with one subscription to everything (or to what `over` says). */
export async function subscribeChannel(
  runtime: Runtime,
  input: { projectId: string; integrationId: string; channelId: string; name?: string },
  over: { eventTypes?: string[]; environments?: string[]; pathGlob?: string | null } = {},
): Promise<{ destinationId: string; subscriptionId: string }> {
  const destinationId = newId();
  const subscriptionId = newId();
  const { projectId, integrationId, channelId } = input;
  await runtime.db.destination.create({
    data: {
      id: destinationId,
      projectId,
      kind: "slack_app",
      name: input.name ?? "#general",
      integrationId,
      channelId,
    },
  });
  await runtime.db.subscription.create({
    data: { id: subscriptionId, projectId, destinationId, eventTypes: ["*"], environments: [], ...over },
  });
  return { destinationId, subscriptionId };
}
