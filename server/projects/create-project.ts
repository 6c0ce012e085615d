import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { conflict } from "#server/errors.ts";
import { newId } from "#server/ids.ts";

export const createProjectInput = z.object({
  organizationId: z.uuid(),
  name: z.string().trim().min(1, "Name the project.").max(100, "Use at most 100 characters."),
});

const defaultEnvironments = [
  { slug: "dev", name: "Development" },
  { slug: "staging", name: "Staging" },
  { slug: "prod", name: "Production" },
];

/** Makes a project with the three default environments; the person who makes it becomes its admin. */
export async function createProject(
  ctx: Context,
  input: z.infer<typeof createProjectInput>,
  outer?: Tx,
): Promise<{ id: string }> {
  const work = async (tx: Tx) => {
    const { organization } = await requireOrganization(ctx, input.organizationId, "project:create", tx);
    const id = newId();
    const made = await tx.project.createMany({
      data: [{ id, organizationId: organization.id, name: input.name }],
      skipDuplicates: true,
    });
    if (made.count === 0) throw conflict("The organization has a project of this name already.", "name");
    await tx.environment.createMany({
      data: defaultEnvironments.map((one, position) => ({ id: newId(), projectId: id, position, ...one })),
    });
    if (ctx.actor?.kind === "user") {
      await tx.projectMember.create({
        data: { projectId: id, userId: ctx.actor.id, role: "admin" },
        select: { projectId: true },
      });
    }
    await recordAudit(tx, ctx, {
      organizationId: organization.id,
      projectId: id,
      action: "project.created",
      target: { kind: "project", id, name: input.name },
    });
    return { id };
  };
  return outer ? work(outer) : ctx.db.$transaction(work);
}
