import { z } from "zod";
import { defineRoute } from "#server/http/api-route.ts";
import { sampleIds, timestamp } from "#server/http/fields.ts";
import { installSlack, installSlackInput } from "#server/integrations/install-slack.ts";
import { slackStatus, slackStatusInput } from "#server/integrations/slack-status.ts";
import { uninstallActive, uninstallActiveInput, uninstallOne } from "#server/integrations/uninstall-slack.ts";
import { connectCookie } from "#server/slack/oauth/connect-cookie.ts";

const organization = { organizationId: sampleIds.organization };

const status = z
  .union([
    z
      .object({
        installed: z.literal(true),
        team_id: z.string(),
        team_name: z.string(),
        scopes: z.array(z.string()).meta({ description: "What Slack granted." }),
        created_at: timestamp,
      })
      .meta({ description: "The active workspace is connected and works." }),
    z.object({ installed: z.literal(false), available: z.literal(false).optional() }).meta({
      description:
        "Nothing is connected, or it no longer works. `available: false`: this instance has no Slack app, so nothing can be connected by consent.",
    }),
  ])
  .meta({ id: "SlackStatus", description: "How an organization stands with Slack." });

const removed = z
  .object({
    destinations: z
      .number()
      .int()
      .meta({ description: "How many destinations it silenced; they keep what waits for them." }),
    revoked: z.boolean().meta({ description: "Whether Slack confirmed that the token is dead." }),
  })
  .meta({ id: "RemovedIntegration", description: "What removing a workspace did." });

const removal =
  "Its destinations keep what waits for them until another channel is chosen. The bot token is revoked at Slack, best effort, unless another organization of this instance uses the same workspace.";

/** The organization's Slack workspaces. */
export const workflowIntegrationRoutes = [
  defineRoute({
    method: "POST",
    path: "/workflow-integrations/slack/install",
    operationId: "installSlack",
    tag: "Slack",
    permission: "integration:connect",
    identities: false,
    summary: "Start connecting a workspace",
    description:
      "Answers the address at Slack where a person consents, and a cookie that binds it to this browser: open it where the cookie is kept, within ten minutes.",
    body: installSlackInput,
    status: 200,
    output: z.object({ url: z.url() }),
    errors: {
      402: "The organization's plan does not include Slack.",
      409: "The alias is taken, or this instance has no Slack app.",
    },
    example: {
      body: { ...organization, alias: "acme" },
      answer: { url: "https://slack.com/oauth/v2/authorize?client_id=1.2&state=Zk3v" },
    },
    run: (ctx, input) => installSlack(ctx, input),
    headers: (ctx, { browserSecret }) => ({ "set-cookie": connectCookie(ctx.env, browserSecret) }),
  }),
  defineRoute({
    method: "GET",
    path: "/workflow-integrations/slack/status",
    operationId: "getSlackStatus",
    tag: "Slack",
    permission: "integration:read",
    summary: "Whether Slack is connected",
    description: "How the organization's active workspace stands: the one an owner or admin connected last.",
    query: slackStatusInput,
    status: 200,
    output: status,
    example: {
      query: organization,
      answer: {
        installed: true,
        team_id: "T0ACME00001",
        team_name: "Acme",
        scopes: ["chat:write", "channels:read"],
        created_at: "2026-11-21T09:30:00.000Z",
      },
    },
    run: (ctx, input) => slackStatus(ctx, input),
  }),
  defineRoute({
    method: "DELETE",
    path: "/workflow-integrations/slack",
    operationId: "uninstallActiveSlack",
    tag: "Slack",
    permission: "integration:manage",
    summary: "Remove the active workspace",
    description: `Removes the workspace that an owner or admin connected last. ${removal}`,
    query: uninstallActiveInput,
    status: 200,
    output: removed,
    idempotent: true,
    example: { query: organization, answer: { destinations: 2, revoked: true } },
    run: (ctx, input) => uninstallActive(ctx, input),
  }),
  defineRoute({
    method: "DELETE",
    path: "/workflow-integrations/slack/{integrationId}",
    operationId: "uninstallSlack",
    tag: "Slack",
    permission: "integration:manage",
    summary: "Remove a workspace",
    description: `Removes one connected workspace. ${removal}`,
    params: z.object({ integrationId: z.uuid().meta({ description: "The workflow integration's id." }) }),
    status: 200,
    output: removed,
    idempotent: true,
    example: {
      params: { integrationId: sampleIds.integration },
      answer: { destinations: 2, revoked: true },
    },
    run: (ctx, input) => uninstallOne(ctx, input),
  }),
];
