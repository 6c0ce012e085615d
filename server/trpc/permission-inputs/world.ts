import type { inferRouterInputs } from "@trpc/server";
import { createPolicy, createPolicyInput } from "#server/access-requests/create-policy.ts";
import { createRequest } from "#server/access-requests/create-request.ts";
import { addSlackWebhook, addSlackWebhookInput } from "#server/destinations/slack-webhook/add-webhook.ts";
import { newId } from "#server/ids.ts";
import { createInvitation } from "#server/invitations/create-invitation.ts";
import type { Runtime } from "#server/runtime.ts";
import { happen } from "#server/subscriptions/test-notifications.ts";
import { connectWorkspace, subscribeChannel } from "#server/testing/slack-workspace.ts";
import { createPermissionIdentities } from "#server/trpc/permission-inputs/identities.ts";
import { contextOf, createPerson, createWorld } from "#server/testing/world.ts";
import type { AppRouter } from "#server/trpc/root.ts";

/** The world of createWorld() with one real thing of every kind, so that no refusal hides behind a missing id. */
export async function createPermissionWorld(runtime: Runtime) {
  const { db } = runtime;
  const world = await createWorld(db);
  const { organizationId, projectId } = world;
  const admin = contextOf(runtime, world.projectAdmin);
  const workspace = { organizationId, token: "xoxb-test", teamId: `T${newId().slice(-8)}` };
  const integrationId = await connectWorkspace(runtime, workspace);
  const channel = { isPrivate: false, isArchived: false, isMember: true, isShared: false };
  await db.slackChannel.createMany({
    data: ["C1", "C2"].map((channelId) => ({
      ...channel,
      integrationId,
      channelId,
      name: `channel-${channelId}`.toLowerCase(),
      seenAt: runtime.clock.now(),
    })),
  });
  const target = { projectId, integrationId, channelId: "C1" };
  const { destinationId, subscriptionId } = await subscribeChannel(runtime, target);
  const webhook = await addSlackWebhook(
    admin,
    addSlackWebhookInput.parse({
      projectId,
      name: "Deploys",
      webhookUrl: `https://hooks.slack.com/services/T0001/B0001/${"b".repeat(24)}`,
      eventTypes: ["access-request:review"],
    }),
  );
  const eventId = await happen(runtime, { projectId });
  const delivery = await db.delivery.findFirstOrThrow({ where: { eventId }, select: { id: true } });

  const policy = await createPolicy(
    admin,
    createPolicyInput.parse({
      projectId,
      name: "Production",
      pathGlob: "/app/**",
      requiredApprovals: 1,
      approverIds: [world.projectMember.id],
    }),
  );
  const ask = (secretPath: string) =>
    createRequest(admin, {
      projectId,
      environment: "prod",
      secretPath,
      permissions: ["read"],
      durationSeconds: 3_600,
      note: "",
    });
  const request = await ask("/app/db");
  const granted = await ask("/app/cache");
  const grantId = newId();
  await db.accessGrant.create({
    data: {
      id: grantId,
      projectId,
      userId: world.projectAdmin.id,
      requestId: granted.id,
      environment: "prod",
      secretPath: "/app/cache",
      permissions: ["read"],
      startsAt: runtime.clock.now(),
    },
  });

  const customRoleId = newId();
  await db.customRole.create({
    data: { id: customRoleId, projectId, name: "Reader", rules: [], updatedAt: runtime.clock.now() },
  });

  // One person to be changed and removed, and one to be added to the project.
  const other = await createPerson(db);
  const outside = await createPerson(db);
  for (const { id } of [other, outside]) {
    await db.organizationMember.create({ data: { organizationId, userId: id, role: "member" } });
  }
  await db.projectMember.create({ data: { projectId, userId: other.id, role: "viewer" } });
  const newcomer = await createPerson(db);
  // One invitation to be changed, one for somebody with an account, and one for somebody without.
  const owner = contextOf(runtime, world.owner);
  const invite = (email: string) =>
    createInvitation(owner, { organizationId, email, role: "member", days: 7 });
  const someone = () => `${newId()}@example.test`;
  const [toChange, toAccept, toJoin] = [
    await invite(someone()),
    await invite(newcomer.email),
    await invite(someone()),
  ];
  const tokenOf = ({ link }: { link: string }) => link.slice(link.lastIndexOf("/") + 1);
  const environments = await db.environment.findMany({
    where: { projectId },
    orderBy: { position: "asc" },
    select: { id: true },
  });
  return {
    ...world,
    ...(await createPermissionIdentities(runtime, { organizationId, projectId })),
    integrationId,
    destinationId,
    subscriptionId,
    webhookId: webhook.id,
    eventId,
    deliveryId: delivery.id,
    customRoleId,
    policyId: policy.id,
    requestId: request.id,
    grantId,
    otherId: other.id,
    outsideId: outside.id,
    invitationId: toChange.id,
    invitationToken: tokenOf(toAccept),
    joinToken: tokenOf(toJoin),
    environmentIds: environments.map(({ id }) => id),
  };
}
export type PermissionWorld = Awaited<ReturnType<typeof createPermissionWorld>>;

type Inputs = inferRouterInputs<AppRouter>;

/** For each procedure of a router, an input that an allowed person could send. */
export type InputsOf<R extends keyof Inputs> = {
  [P in keyof Inputs[R]]: (world: PermissionWorld) => Inputs[R][P];
};
