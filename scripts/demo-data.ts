// The sample data of the demo, made by the same verbs that the pages call.
import { z } from "zod";
import { createPolicy } from "#server/access-requests/create-policy.ts";
import { createRequest, createRequestInput } from "#server/access-requests/create-request.ts";
import { reviewRequest } from "#server/access-requests/review-request.ts";
import { setUp } from "#server/auth/set-up.ts";
import { setupCode } from "#server/auth/setup-code.ts";
import { type Context, systemContext } from "#server/context.ts";
import { finishConnect } from "#server/integrations/finish-connect.ts";
import { startConnect } from "#server/integrations/start-connect.ts";
import { createInvitation } from "#server/invitations/create-invitation.ts";
import { joinByInvitation } from "#server/invitations/join-by-invitation.ts";
import { leaveOrganization } from "#server/organizations/remove-member.ts";
import { updateOrganization } from "#server/organizations/update-organization.ts";
import { createProject } from "#server/projects/create-project.ts";
import type { Runtime } from "#server/runtime.ts";
import { createManifest } from "#server/slack/app/manifest.ts";
import { saveSlackApp } from "#server/slack/app/save-slack-app.ts";
import { resolveChannel } from "#server/slack/channels/resolve-channel.ts";
import { addSlackChannels } from "#server/subscriptions/add-slack-channels.ts";
import { type DemoIdentity, seedIdentity } from "./demo-identity.ts";

const PEOPLE = [
  { role: "instance-admin", name: "Iris Adler" },
  { role: "org-owner", name: "Olga Owens" },
  { role: "org-admin", name: "Amir Adams" },
  { role: "org-member", name: "Mara Meier" },
  { role: "project-admin", name: "Pia Park" },
  { role: "project-member", name: "Milo Moreno" },
  { role: "project-viewer", name: "Vera Vogel" },
] as const;

type Role = (typeof PEOPLE)[number]["role"];

/** A person of the demo, with what signs them in. */
export type DemoPerson = { role: Role; name: string; email: string; password: string };

/** What the demo made. `integrationId` is null while Slack is left to set up by hand. */
export type DemoData = {
  people: DemoPerson[];
  organizationId: string;
  projectId: string;
  integrationId: string | null;
  identity: DemoIdentity;
};

/** The people of the demo. Their passwords are no secrets: the data is made up. */
const people: DemoPerson[] = PEOPLE.map(({ role, name }) => ({
  role,
  name,
  email: `${role}@example.com`,
  password: `demo ${role} password`,
}));

/** Fills an empty instance. Without `sandboxUrl` Slack and what goes there are left to be set up by hand. */
export async function seedDemo(runtime: Runtime, sandboxUrl: string | null): Promise<DemoData> {
  const { contexts, organizationId, projectId } = await seedPeople(runtime);
  const identity = await seedIdentity(contexts("org-owner"), { organizationId, projectId });
  const made = { people, organizationId, projectId, identity };
  await seedPolicy(contexts, projectId);
  if (sandboxUrl === null) return { ...made, integrationId: null };
  const integrationId = await connectSlack(contexts, organizationId, sandboxUrl);
  await subscribeChannels(contexts("project-admin"), projectId, integrationId);
  await seedRequests(contexts, projectId);
  return { ...made, integrationId };
}

type Contexts = (role: Role) => Context;

async function seedPeople(runtime: Runtime) {
  const system = systemContext(runtime, "demo");
  const first = personOf("instance-admin");
  const { organizationId, projectId } = await setUp(system, {
    ...first,
    code: setupCode(runtime.keyRing),
    organizationName: "Acme",
    projectName: "Payments",
  });
  const ids = new Map<string, string>();
  const admin = await runtime.db.user.findUniqueOrThrow({
    where: { email: first.email },
    select: { id: true },
  });
  ids.set(first.email, admin.id);
  const contexts: Contexts = (role) => {
    const { name, email } = personOf(role);
    const id = ids.get(email);
    if (!id) throw new Error(`There is no ${role} yet.`);
    const isInstanceAdmin = role === "instance-admin";
    return { ...system, actor: { kind: "user", id, name, email, isInstanceAdmin } };
  };

  const invite = async (role: Role, email: string) => {
    const { organizationRole, project } = standingOf(role);
    const { link } = await createInvitation(contexts("instance-admin"), {
      organizationId,
      email,
      role: organizationRole,
      ...(project ? { project: { projectId, role: project } } : {}),
      days: 7,
    });
    return link.slice(link.lastIndexOf("/") + 1);
  };
  for (const { role, name, email, password } of people.slice(1)) {
    const token = await invite(role, email);
    const { userId } = await joinByInvitation(system, { token, name, password });
    ids.set(email, userId);
  }
  await updateOrganization(contexts("org-owner"), { organizationId, name: "Acme", membersMayConnect: true });
  await createProject(contexts("org-owner"), { organizationId, name: "Website" });
  // Somebody who has not answered yet.
  await createInvitation(contexts("org-owner"), {
    organizationId,
    email: "nora.newcomer@example.com",
    role: "member",
    project: { projectId, role: "member" },
    days: 30,
  });
  // The instance's admin has no part in the organization's projects by virtue of that role.
  await leaveOrganization(contexts("instance-admin"), { organizationId });
  return { contexts, organizationId, projectId };
}

function standingOf(role: Role) {
  if (role === "org-owner") return { organizationRole: "owner" as const, project: null };
  if (role === "org-admin") return { organizationRole: "admin" as const, project: null };
  const inProject = {
    "project-admin": "admin",
    "project-member": "member",
    "project-viewer": "viewer",
  } as const;
  const has = (name: Role): name is keyof typeof inProject => name in inProject;
  return { organizationRole: "member" as const, project: has(role) ? inProject[role] : null };
}

function personOf(role: Role): DemoPerson {
  const person = people.find((one) => one.role === role);
  if (!person) throw new Error(`The demo has no ${role}.`);
  return person;
}

const createdApp = z.object({ clientId: z.string(), clientSecret: z.string(), signingSecret: z.string() });

/** Creates the app from our manifest, and connects the workspace through the consent page, as a person would. */
async function connectSlack(contexts: Contexts, organizationId: string, sandboxUrl: string): Promise<string> {
  const admin = contexts("instance-admin");
  const response = await fetch(`${sandboxUrl}/_sandbox/apps`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ manifest: createManifest(admin.env) }),
  });
  const { clientId, clientSecret, signingSecret } = createdApp.parse(await response.json());
  await saveSlackApp(admin, { clientId, clientSecret, signingSecret });

  const owner = contexts("org-owner");
  const { url, browserSecret } = await startConnect(owner, {
    organizationId,
    alias: "acme-slack",
    description: "The workspace of everybody at Acme.",
  });
  const consent = await fetch(url, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ decision: "allow", team_id: "T0ACME00001" }),
  });
  const { search } = new URL(consent.headers.get("location") ?? "http://localhost/");
  const finished = await finishConnect(owner, { search, browserSecret });
  if (!finished.integrationId)
    throw new Error(`The demo's workspace was not connected: ${finished.outcome}.`);
  return finished.integrationId;
}

async function subscribeChannels(ctx: Context, projectId: string, integrationId: string): Promise<void> {
  const idOfChannel = (name: string) => channelOf(ctx, { projectId, integrationId, typed: name });
  const everything = { environments: [], pathGlob: null };
  await addSlackChannels(ctx, {
    projectId,
    integrationId,
    selections: [
      {
        eventTypes: ["access-request:*"],
        channelIds: [await idOfChannel("access-requests")],
      },
    ],
    filter: everything,
  });
  await addSlackChannels(ctx, {
    projectId,
    integrationId,
    selections: [
      {
        eventTypes: ["access-request:review"],
        channelIds: [await idOfChannel("security")],
      },
    ],
    filter: { environments: ["prod"], pathGlob: null },
  });
}

async function channelOf(ctx: Context, wanted: Parameters<typeof resolveChannel>[1]): Promise<string> {
  const answer = await resolveChannel(ctx, wanted);
  if (!answer.found) throw new Error(answer.sentence);
  return answer.channel.channelId;
}

const HOUR = 3600;

async function seedPolicy(contexts: Contexts, projectId: string): Promise<void> {
  const admin = contexts("project-admin");
  await createPolicy(admin, {
    projectId,
    name: "Production needs approval",
    environments: ["prod"],
    pathGlob: "/**",
    approverIds: [idOf(admin)],
    bypasserIds: [],
    requiredApprovals: 1,
    allowSelfApproval: false,
    maxDurationSeconds: 24 * HOUR,
  });
}

async function seedRequests(contexts: Contexts, projectId: string): Promise<void> {
  const [admin, member] = [contexts("project-admin"), contexts("project-member")];
  const ask = (secretPath: string, durationSeconds: number, note: string) =>
    createRequest(
      member,
      createRequestInput.parse({
        projectId,
        environment: "prod",
        secretPath,
        permissions: ["read"],
        durationSeconds,
        note,
      }),
    );
  const approved = await ask(
    "/app/database",
    8 * HOUR,
    "The nightly export fails; I need to look at its credentials.",
  );
  await reviewRequest(admin, {
    projectId,
    requestId: approved.id,
    revision: approved.revision,
    decision: "approve",
    comment: "Go ahead, and tell us what it was.",
  });
  const rejected = await ask("/app/signing/**", 24 * HOUR, "To rotate the signing keys.");
  await reviewRequest(admin, {
    projectId,
    requestId: rejected.id,
    revision: rejected.revision,
    decision: "reject",
    comment: "The platform team rotates these on Monday.",
  });
  await ask("/app/stripe", 2 * HOUR, "A customer was charged twice; I want to replay the webhook.");
}

function idOf({ actor }: Context): string {
  if (actor?.kind !== "user") throw new Error("A person is needed.");
  return actor.id;
}
