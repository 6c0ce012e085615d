import { randomUUID } from "node:crypto";
import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import { actorIdOf, type Context } from "#server/context.ts";
import { conflict, invalid } from "#server/errors.ts";
import {
  defaultTokenMaxSeconds,
  defaultTokenSeconds,
  identitySettingsSchema,
  refuseTokenLives,
} from "#server/identities/identity-fields.ts";
import { newId } from "#server/ids.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";

const { shape } = identitySettingsSchema;
export const createIdentityInput = z.object({
  organizationId: z.uuid(),
  name: shape.name,
  role: shape.role.default("member"),
  accessTokenSeconds: shape.accessTokenSeconds.default(defaultTokenSeconds),
  accessTokenMaxSeconds: shape.accessTokenMaxSeconds.default(defaultTokenMaxSeconds),
  accessTokenUsesMax: shape.accessTokenUsesMax.default(null),
  clientSecretNetworks: shape.clientSecretNetworks.default([]),
  accessTokenNetworks: shape.accessTokenNetworks.default([]),
});

const identitiesMax = 500;

/** Makes a program's account. It can log in once it has a client secret, and do something once a project has it. */
export async function createIdentity(
  ctx: Context,
  input: z.output<typeof createIdentityInput>,
): Promise<{ id: string; clientId: string }> {
  const { organizationId, ...settings } = input;
  const refusal = refuseTokenLives(settings);
  if (refusal) throw invalid("accessTokenMaxSeconds", refusal);
  return ctx.db.$transaction(async (tx) => {
    await lockOrganization(tx, organizationId);
    const { organization } = await requireOrganization(ctx, organizationId, "identity:manage", tx);
    const count = await tx.machineIdentity.count({ where: { organizationId: organization.id } });
    if (count >= identitiesMax) {
      throw conflict(
        `An organization has at most ${identitiesMax} machine identities. Delete one that nothing uses.`,
      );
    }
    const id = newId();
    // Random through and through: unlike our row ids it tells nothing of when it was made.
    const clientId = randomUUID();
    const made = await tx.machineIdentity.createMany({
      data: [
        {
          id,
          organizationId: organization.id,
          clientId,
          ...settings,
          createdById: actorIdOf(ctx),
          createdBy: ctx.actor?.name ?? "",
          createdAt: ctx.clock.now(),
        },
      ],
      skipDuplicates: true,
    });
    if (made.count === 0) throw conflict("The organization has an identity of this name already.", "name");
    await recordAudit(tx, ctx, {
      organizationId: organization.id,
      action: "identity.created",
      target: { kind: "identity", id, name: input.name },
      after: { clientId, ...settings },
    });
    return { id, clientId };
  });
}
