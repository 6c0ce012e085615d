import { createPolicy, createPolicyInput } from "#server/access-requests/create-policy.ts";
import { createRequest, createRequestInput } from "#server/access-requests/create-request.ts";
import type { Place, Rule } from "#server/authz/ability.ts";
import { placedPermissions } from "#server/authz/permissions.ts";
import { joinWithRules } from "#server/custom-roles/test-roles.ts";
import { addSlackChannels } from "#server/subscriptions/add-slack-channels.ts";
import { createNotificationWorld } from "#server/subscriptions/test-notifications.ts";
import { sequenceAll } from "#server/testing/pipeline.ts";

export type NarrowWorld = Awaited<ReturnType<typeof createNarrowWorld>>;
export type Person = NarrowWorld["owner"];

/** Where requests were made, oldest first, and which of these places the narrowed person sees. */
export const places: readonly (readonly [string, string])[] = [
  ["dev", "/app/db"],
  ["prod", "/app/db"],
  ["staging", "/app/web"],
  ["dev", "/app"],
  ["dev", "/app/db/main"],
  ["dev", "/app/*"],
  ["dev", "/app/**"],
  ["staging", "/other"],
];
export const seen = ["dev /app/db", "staging /app/web", "dev /app/*"];

/** Everywhere but in prod, one level below /app. */
export const conditions = { environment: { $ne: "prod" }, secretPath: { $glob: "/app/*" } };
/** Everything that has a place, there. */
export const rules: readonly Rule[] = placedPermissions.map((permission) => ({ permission, conditions }));

export const at = (thing: Place) => `${thing.environment} ${thing.secretPath}`;

/**
 * A project with a request, an event and a delivery at each place. `narrow` may do what has a place where the conditions
 * hold, and `nobody` nothing at all; both have custom roles.
 */
export async function createNarrowWorld() {
  const world = await createNotificationWorld();
  const { projectId } = world;
  const narrow = await joinWithRules(world.db, world, rules);
  const nobody = await joinWithRules(world.db, world, []);
  await addSlackChannels(world.ctx, {
    projectId,
    integrationId: world.integrationId,
    selections: [{ eventTypes: ["access-request:*"], channelIds: ["C1"] }],
    filter: { environments: [], pathGlob: null },
  });
  await createPolicy(
    world.ctx,
    createPolicyInput.parse({
      projectId,
      name: "Everything",
      pathGlob: "/**",
      requiredApprovals: 1,
      approverIds: [narrow.id, world.projectAdmin.id],
    }),
  );
  const asked = (environment: string, secretPath: string) =>
    createRequestInput.parse({
      projectId,
      environment,
      secretPath,
      permissions: ["read"],
      durationSeconds: 3_600,
    });
  const requests = new Map<string, string>();
  for (const [environment, secretPath] of places) {
    const { id } = await createRequest(world.as(world.projectMember), asked(environment, secretPath));
    requests.set(`${environment} ${secretPath}`, id);
  }
  await sequenceAll(world.runtime);
  /** The id of the request at a place such as `dev /app`. */
  const requestAt = (place: string) => requests.get(place) ?? "";
  return { ...world, narrow, nobody, asked, requestAt };
}

type Page<Row> = { rows: Row[]; newer: string | null; older: string | null };

/** The rows of a list that is asked for one row a page, forward; `back` is the same the other way round. */
export async function walk<Row>(list: (page: { before?: string; after?: string }) => Promise<Page<Row>>) {
  const forward: Page<Row>[] = [await list({})];
  for (let last = forward[0]; last && last.older !== null; last = forward.at(-1)) {
    forward.push(await list({ before: last.older }));
  }
  const back = forward.slice(-1);
  for (let last = back[0]; last && last.newer !== null; last = back.at(-1)) {
    back.push(await list({ after: last.newer }));
  }
  const rowsOf = (pages: readonly Page<Row>[]) => pages.map((page) => page.rows);
  return { forward: rowsOf(forward), back: rowsOf(back).toReversed() };
}
