import { expect } from "vitest";
import { z } from "zod";
import { signIn } from "#server/auth/sign-in.ts";
import { totpCode } from "#server/auth/totp.ts";
import { callApi } from "#server/http/call-route.ts";
import { createPersonWithPassword, from, testPassword } from "#server/testing/account.ts";
import { call, type Stage } from "#server/testing/canary-stage.ts";
import type { Leak } from "#server/testing/leaky-slack.ts";
import { drain } from "#server/testing/pipeline.ts";
import { subscribeChannel } from "#server/testing/slack-workspace.ts";
import { contextOf } from "#server/testing/world.ts";
import type { PermissionWorld } from "#server/trpc/permission-inputs/world.ts";

const general = "C0ACMEGEN01";
const idAnswer = z.object({ id: z.string() });
const lastPart = (url: string) => url.slice(url.lastIndexOf("/") + 1);

/** People, their passwords, second factor, links and programs, right and wrong. */
export async function usePeople({ canary, runtime, clock }: Stage, world: PermissionWorld) {
  const person = await createPersonWithPassword(runtime);
  const me = contextOf(runtime, person);
  const password = canary.plant("password", 'my pässword "quoted" & long');
  await call(canary, me, "account.changePassword", { current: testPassword, password });
  const wrong = canary.plant("wrong password", "a wrong pässword / typed once");
  for (const tried of [wrong, password]) {
    const credentials = { email: person.email, password: tried };
    canary.take(
      "signing in",
      await signIn(runtime, from("198.51.100.7"), credentials).catch((e: unknown) => e),
    );
  }
  const totp = z.object({ secret: z.string(), uri: z.string() });
  const begun = totp.parse(await call(canary, me, "account.beginTotp", { password }, true));
  canary.plant("TOTP secret", begun.secret);
  const codes = z.object({ recoveryCodes: z.array(z.string()) });
  const confirmed = await call(
    canary,
    me,
    "account.confirmTotp",
    { code: totpCode(begun.secret, clock.now()) },
    true,
  );
  for (const [n, code] of codes.parse(confirmed).recoveryCodes.entries())
    canary.plant(`recovery code ${n}`, code);

  const { organizationId, projectId } = world;
  const owner = contextOf(runtime, world.owner);
  const link = z.object({ link: z.string() });
  const invited = await call(
    canary,
    owner,
    "invitations.create",
    { organizationId, email: "new@example.test" },
    true,
  );
  canary.plant("invitation token", lastPart(link.parse(invited).link));
  const reset = await call(
    canary,
    contextOf(runtime, world.instanceAdmin),
    "passwordResets.create",
    { userId: person.id },
    true,
  );
  canary.plant("reset token", lastPart(link.parse(reset).link));

  const made = await call(canary, owner, "identities.create", { organizationId, name: "canary" });
  const identityId = idAnswer.parse(made).id;
  const secret = await call(
    canary,
    owner,
    "identities.createClientSecret",
    { organizationId, identityId },
    true,
  );
  const clientSecret = canary.plant(
    "client secret",
    z.object({ clientSecret: z.string() }).parse(secret).clientSecret,
  );
  await call(canary, owner, "identities.addToProject", { projectId, identityId, role: "admin" });
  const { clientId } = await runtime.db.machineIdentity.findUniqueOrThrow({ where: { id: identityId } });
  const login = (given: string) =>
    callApi(runtime, "POST", "/auth/universal-auth/login", null, {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ clientId, clientSecret: given }),
    });
  const wrongSecret = canary.plant("wrong client secret", "bws_wr0ng-canary-wr0ng-canary");
  canary.take("a refused login", await (await login(wrongSecret)).text());
  const { accessToken } = z
    .object({ accessToken: z.string() })
    .parse(await (await login(clientSecret)).json());
  canary.plant("access token", accessToken);
  return { accessToken };
}

/** A Slack app, a workspace by token, a channel and a webhook, used with success and with every failure. */
export async function useSlack({ canary, runtime, clock, slack, leaky }: Stage, world: PermissionWorld) {
  const app = z
    .object({ clientId: z.string(), clientSecret: z.string(), signingSecret: z.string() })
    .parse(await slack.control("POST", "apps", { name: "Canary", team: slack.teamId }));
  canary.plant("Slack client secret", app.clientSecret);
  canary.plant("signing secret", app.signingSecret);
  canary.plant("bot token", slack.token);
  await call(canary, contextOf(runtime, world.instanceAdmin), "slackApp.save", app);
  const { organizationId, projectId } = world;
  const owner = contextOf(runtime, world.owner);
  leaky.repeat("error");
  await call(canary, owner, "integrations.connectWithToken", {
    organizationId,
    token: slack.token,
    alias: "refused",
  });
  leaky.repeat("none");
  const connected = await call(canary, owner, "integrations.connectWithToken", {
    organizationId,
    token: slack.token,
    alias: "canary",
  });
  const { id: integrationId } = idAnswer.parse(connected);
  await call(canary, owner, "integrations.refreshChannels", { projectId, integrationId });
  const admin = contextOf(runtime, world.projectAdmin);
  const { destinationId } = await subscribeChannel(runtime, { projectId, integrationId, channelId: general });
  const hook = z
    .object({ url: z.string() })
    .parse(await slack.control("POST", "webhooks", { channel: general }));
  canary.plant("webhook's secret", lastPart(hook.url));
  const webhookUrl = new URL(new URL(hook.url).pathname, leaky.url).href;
  const added = await call(canary, admin, "notifications.addSlackWebhook", {
    projectId,
    name: "Canary",
    webhookUrl,
    eventTypes: ["access-request:*"],
  });
  const destinationIds = [destinationId, idAnswer.parse(added).id];
  const ways: Leak[] = ["none", "error", "html", "html-200", "text-404", "cut"];
  for (const [n, way] of ways.entries()) {
    leaky.repeat(way);
    await call(canary, admin, "accessRequests.create", {
      projectId,
      environment: "prod",
      secretPath: `/app/canary-${n}`,
      permissions: ["read"],
      durationSeconds: 3_600,
      note: `way ${way}`,
    });
    for (const id of destinationIds) {
      await call(canary, admin, "notifications.sendTest", {
        projectId,
        destinationId: id,
        eventType: "access-request:create",
      });
    }
    for (let passed = 0; passed < 3; passed += 1) {
      await drain(runtime);
      clock.advance(2_000);
    }
    // Marks of one way must not keep the next from being tried.
    await runtime.db.destination.updateMany({
      where: { projectId },
      data: { brokenCode: null, brokenAt: null },
    });
    await runtime.db.workflowIntegration.updateMany({ data: { brokenCode: null, brokenAt: null } });
    await runtime.db.lane.updateMany({ data: { wakeAt: clock.now() } });
  }
  leaky.repeat("none");
  for (const id of destinationIds) {
    const ended = await runtime.db.attempt.groupBy({ by: ["outcome"], where: { destinationId: id } });
    expect(ended.length, "outcomes of one destination").toBeGreaterThanOrEqual(3);
  }
  return { integrationId, destinationIds };
}
