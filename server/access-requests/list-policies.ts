import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Place } from "#server/authz/ability.ts";
import { mayAt } from "#server/authz/place-where.ts";
import type { Context } from "#server/context.ts";
import { notFound } from "#server/errors.ts";
import { environmentSlugs } from "#server/access-requests/environment-slugs.ts";
import { livingPolicies, type PolicyRow } from "#server/access-requests/policies.ts";
import { mayReview, type ProjectPerson, projectPeople } from "#server/access-requests/project-people.ts";

export const listPoliciesInput = z.object({ projectId: z.uuid() });
export const getPolicyInput = z.object({ projectId: z.uuid(), policyId: z.uuid() });
export const listCandidatesInput = z.object({ projectId: z.uuid() });

/** A policy as pages show it. */
export type PolicyView = Omit<PolicyRow, "members" | "deletedAt"> & {
  approvers: PolicyPerson[];
  bypassers: PolicyPerson[];
};
/** `able` is false for somebody who left the project or may no longer decide in it: their approval counts no more. */
type PolicyPerson = { id: string; name: string; email: string; able: boolean };

/** A project's policies, oldest first, with how many requests wait under each. */
export async function listPolicies(ctx: Context, input: z.output<typeof listPoliciesInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "access-policy:read");
  const mayManage = ability.may("access-policy:manage");
  const [policies, people, environments, pending] = await Promise.all([
    livingPolicies(ctx.db, project.id),
    projectPeople(ctx.db, project),
    environmentSlugs(ctx.db, project.id),
    ctx.db.accessRequest.groupBy({
      by: ["policyId", "environment", "secretPath"],
      where: { projectId: project.id, status: "pending" },
      _count: true,
    }),
  ]);
  // Whoever may delete a policy has to know of everything that waits under it.
  const counted = pending.filter((group) => mayManage || mayAt(ability, "access-request:read", group));
  const waiting = (id: string) =>
    counted.reduce((sum, { policyId, _count }) => sum + (policyId === id ? _count : 0), 0);
  return {
    policies: policies.map((p) => ({ ...policyView(p, people), pendingRequests: waiting(p.id) })),
    environments,
    mayManage,
  };
}

/** One policy of a project. */
export async function getPolicy(ctx: Context, input: z.output<typeof getPolicyInput>) {
  const { policies, mayManage, environments } = await listPolicies(ctx, { projectId: input.projectId });
  const policy = policies.find((p) => p.id === input.policyId);
  if (!policy) throw notFound("access approval policy");
  return { policy, environments, mayManage };
}

/** The people who may be approvers and bypassers: everybody who works in the project. */
export async function listCandidates(ctx: Context, input: z.output<typeof listCandidatesInput>) {
  const { project } = await requireProject(ctx, input.projectId, "access-policy:manage");
  const people = await projectPeople(ctx.db, project);
  return {
    people: [...people.values()].filter((p) => mayReview(people, p.id)),
    environments: await environmentSlugs(ctx.db, project.id),
  };
}

/** Shows a policy with its people as they are in the project now; with a place, who of them may decide there. */
export function policyView(
  policy: PolicyRow,
  people: ReadonlyMap<string, ProjectPerson>,
  at?: Place,
): PolicyView {
  const { members, deletedAt: _, ...rest } = policy;
  const personsOf = (kind: "approver" | "bypasser") =>
    members
      .filter((m) => m.kind === kind)
      .map((m) => ({
        id: m.userId,
        name: m.user.name,
        email: m.user.email,
        able: mayReview(people, m.userId, at),
      }))
      .sort((a, b) => a.name.localeCompare(b.name));
  return { ...rest, approvers: personsOf("approver"), bypassers: personsOf("bypasser") };
}
