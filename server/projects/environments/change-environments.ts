import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { conflict, invalid, notFound } from "#server/errors.ts";
import { newId } from "#server/ids.ts";
import { environmentUses, sentenceOfUses } from "#server/projects/environments/environment-uses.ts";

const environmentName = z
  .string()
  .trim()
  .min(1, "Name the environment.")
  .max(60, "Use at most 60 characters.");

export const addEnvironmentInput = z.object({
  projectId: z.uuid(),
  name: environmentName,
  slug: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, "Use 1 to 40 lowercase letters, digits and hyphens, such as qa-eu."),
});
export const renameEnvironmentInput = z.object({
  projectId: z.uuid(),
  environmentId: z.uuid(),
  name: environmentName,
});
export const reorderEnvironmentsInput = z.object({
  projectId: z.uuid(),
  /** Every environment of the project, in the new order. */
  environmentIds: z.array(z.uuid()).min(1).max(100),
});
export const removeEnvironmentInput = z.object({ projectId: z.uuid(), environmentId: z.uuid() });

/** An environment as people and programs know it. */
export type NamedEnvironment = { id: string; slug: string; name: string };

const environmentsMax = 50;

/** Adds an environment at the end. */
export async function addEnvironment(
  ctx: Context,
  input: z.output<typeof addEnvironmentInput>,
): Promise<NamedEnvironment> {
  return ctx.db.$transaction(async (tx) => {
    const { project, environments } = await lockedEnvironments(tx, ctx, input.projectId);
    if (environments.some((one) => one.slug === input.slug)) {
      throw conflict("The project has an environment with this slug already.", "slug");
    }
    if (environments.length >= environmentsMax) {
      throw conflict(
        `A project has at most ${environmentsMax} environments. Remove one that is not used.`,
        "slug",
      );
    }
    const id = newId();
    const position = (environments.at(-1)?.position ?? -1) + 1;
    await tx.environment.create({
      data: { id, projectId: project.id, slug: input.slug, name: input.name, position },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "environment.added",
      target: { kind: "environment", id, name: input.slug },
      after: { name: input.name },
    });
    return { id, slug: input.slug, name: input.name };
  });
}

/** Changes the name that people read. The slug stays: paths, filters and programs hold on to it. */
export async function renameEnvironment(
  ctx: Context,
  input: z.output<typeof renameEnvironmentInput>,
): Promise<NamedEnvironment> {
  return ctx.db.$transaction(async (tx) => {
    const { project, environments } = await lockedEnvironments(tx, ctx, input.projectId);
    const environment = oneOf(environments, input.environmentId);
    const { id, slug } = environment;
    if (environment.name === input.name) return { id, slug, name: input.name };
    await tx.environment.update({
      where: { id: environment.id, projectId: project.id },
      data: { name: input.name },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "environment.renamed",
      target: { kind: "environment", id: environment.id, name: environment.slug },
      before: { name: environment.name },
      after: { name: input.name },
    });
    return { id, slug, name: input.name };
  });
}

/** Puts the environments into another order, which lists and pickers follow. */
export async function reorderEnvironments(
  ctx: Context,
  input: z.output<typeof reorderEnvironmentsInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { project, environments } = await lockedEnvironments(tx, ctx, input.projectId);
    const ordered = input.environmentIds.flatMap((id) => environments.filter((one) => one.id === id));
    if (ordered.length !== environments.length || new Set(input.environmentIds).size !== ordered.length) {
      throw invalid(
        "environmentIds",
        "The environments changed meanwhile. Open the page anew and try again.",
      );
    }
    const slugs = (rows: readonly { slug: string }[]) => rows.map((one) => one.slug);
    if (slugs(ordered).join() === slugs(environments).join()) return;
    for (const [position, { id }] of ordered.entries()) {
      await tx.environment.update({
        where: { id, projectId: project.id },
        data: { position },
        select: { id: true },
      });
    }
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "environment.reordered",
      target: { kind: "project", id: project.id, name: project.name },
      before: { order: slugs(environments) },
      after: { order: slugs(ordered) },
    });
  });
}

/** Removes an environment that nothing names any more; else says what does. */
export async function removeEnvironment(
  ctx: Context,
  input: z.output<typeof removeEnvironmentInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { project, environments } = await lockedEnvironments(tx, ctx, input.projectId);
    const environment = oneOf(environments, input.environmentId);
    if (environments.length === 1) {
      throw conflict("A project keeps at least one environment. Add another one first.");
    }
    const uses = await environmentUses(tx, project.id, environment.slug, ctx.clock.now());
    const refusal = sentenceOfUses(environment.slug, uses);
    if (refusal) throw conflict(refusal);
    await tx.environment.delete({
      where: { id: environment.id, projectId: project.id },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "environment.removed",
      target: { kind: "environment", id: environment.id, name: environment.slug },
      before: { name: environment.name },
    });
  });
}

/** The project's environments in order, kept as they are until the transaction ends. */
async function lockedEnvironments(tx: Tx, ctx: Context, projectId: string) {
  const { project } = await requireProject(ctx, projectId, "environment:manage", tx);
  // The same row that edits of subscriptions, policies and requests lock, so that none names what is being removed.
  await tx.$queryRaw`select 1 from "Project" where "id" = ${project.id}::uuid for no key update`;
  const environments = await tx.environment.findMany({
    where: { projectId: project.id },
    orderBy: [{ position: "asc" }, { slug: "asc" }],
    select: { id: true, slug: true, name: true, position: true },
  });
  return { project, environments };
}

function oneOf<T extends { id: string }>(environments: readonly T[], id: string): T {
  const environment = environments.find((one) => one.id === id);
  if (!environment) throw notFound("environment");
  return environment;
}
