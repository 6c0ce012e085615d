import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { type Context, requireUser } from "#server/context.ts";
import { environmentSlugs } from "#server/access-requests/environment-slugs.ts";
import { policyView } from "#server/access-requests/list-policies.ts";
import { livingPolicies } from "#server/access-requests/policies.ts";
import { projectPeople } from "#server/access-requests/project-people.ts";

export const requestOptionsInput = z.object({ projectId: z.uuid() });

/** What the form needs to say, while one writes, which policy covers a path and who will be asked. */
export async function requestOptions(ctx: Context, input: z.output<typeof requestOptionsInput>) {
  const me = requireUser(ctx);
  const { project } = await requireProject(ctx, input.projectId, "access-request:create");
  const [environments, policies, people] = await Promise.all([
    environmentSlugs(ctx.db, project.id),
    livingPolicies(ctx.db, project.id),
    projectPeople(ctx.db, project),
  ]);
  return { environments, policies: policies.map((p) => policyView(p, people)), me: me.id };
}
