import { countNotices, listNotices } from "#server/attention/list-notices.ts";
import {
  markDestinationsBroken,
  markDestinationsMended,
  markIntegrationsBroken,
  markIntegrationsMended,
} from "#server/destinations/mark-broken.ts";
import type { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { contextOf } from "#server/testing/world.ts";

export type Bench = Awaited<ReturnType<typeof createPipelineBench>>;
export type Project = Awaited<ReturnType<typeof createProject>>;
export type Person = Parameters<typeof contextOf>[1];

/** For tests: a project whose workspace an organization member outside of it connected, and ways to break and mend. */
export async function createProject(bench: Bench) {
  bench.clock.advance(3_600_000);
  const { runtime } = bench;
  const project = await bench.project();
  const { integrationId } = project;
  await runtime.db.workflowIntegration.update({
    where: { id: integrationId },
    data: { connectedById: project.member.id },
  });
  const as = (person: Person) => contextOf(runtime, person);
  const broken = (code: string) => ({ code, detail: `It is ${code}.`, at: bench.clock.now() });
  return {
    ...project,
    as,
    told: async (person: Person) => (await listNotices(as(person), { limit: 30 })).notices,
    unread: async (person: Person) => (await countNotices(as(person))).unread,
    breakThem: (...ids: string[]) =>
      runtime.db.$transaction((tx) => markDestinationsBroken(tx, ids, broken("is_archived"))),
    mendThem: (...ids: string[]) =>
      runtime.db.$transaction((tx) => markDestinationsMended(tx, ids, bench.clock.now())),
    breakConnection: () =>
      runtime.db.$transaction((tx) => markIntegrationsBroken(tx, [integrationId], broken("token_revoked"))),
    mendConnection: () =>
      runtime.db.$transaction((tx) => markIntegrationsMended(tx, [integrationId], bench.clock.now())),
  };
}
