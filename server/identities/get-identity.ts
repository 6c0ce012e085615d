import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import { organizationRoleMay } from "#server/authz/permissions.ts";
import type { Context } from "#server/context.ts";
import { notFound } from "#server/errors.ts";
import { identitySelect } from "#server/identities/find-identity.ts";
import { endsSoon, standingOf } from "#server/identities/standing.ts";

export const getIdentityInput = z.object({ organizationId: z.uuid(), identityId: z.uuid() });

/** The newest tokens that still stand; one identity may hold many. */
const tokensShown = 50;

/** A machine identity: what it is, and how its program logs in. */
export async function getIdentity(ctx: Context, input: z.output<typeof getIdentityInput>) {
  const access = await requireOrganization(ctx, input.organizationId, "identity:read");
  const { organization, role } = access;
  const identity = await ctx.db.machineIdentity.findUnique({
    where: { id: input.identityId, organizationId: organization.id },
    select: {
      ...identitySelect,
      createdBy: true,
      createdAt: true,
      lastUsedAt: true,
      lastUsedFrom: true,
    },
  });
  if (!identity) throw notFound("machine identity");
  return {
    ...identity,
    // The address its program logs in at.
    loginUrl: `${ctx.env.appUrl}/api/v1/auth/universal-auth/login`,
    mayManage: role === null || organizationRoleMay(role, "identity:manage", organization),
  };
}

/** The client secrets of an identity, newest first; revoked and expired ones for as long as they are kept. */
export async function listClientSecrets(ctx: Context, input: z.output<typeof getIdentityInput>) {
  const { id } = await requireIdentity(ctx, input);
  const now = ctx.clock.now();
  const rows = await ctx.db.identityClientSecret.findMany({
    where: { identityId: id },
    orderBy: { id: "desc" },
    select: {
      id: true,
      description: true,
      prefix: true,
      createdBy: true,
      createdAt: true,
      expiresAt: true,
      usesMax: true,
      uses: true,
      lastUsedAt: true,
      revokedAt: true,
      _count: { select: { accessTokens: { where: { revokedAt: null, expiresAt: { gt: now } } } } },
    },
  });
  return rows.map(({ _count, ...secret }) => ({
    ...secret,
    standing: standingOf(secret, now),
    expiresSoon: endsSoon(secret.expiresAt, now),
    /** Tokens it gave that still stand. */
    tokens: _count.accessTokens,
  }));
}

/** The access tokens of an identity that stand, newest first. */
export async function listTokens(ctx: Context, input: z.output<typeof getIdentityInput>) {
  const { id } = await requireIdentity(ctx, input);
  const where = { identityId: id, revokedAt: null, expiresAt: { gt: ctx.clock.now() } };
  const [count, tokens] = await Promise.all([
    ctx.db.identityAccessToken.count({ where }),
    ctx.db.identityAccessToken.findMany({
      where,
      orderBy: { id: "desc" },
      take: tokensShown,
      select: {
        id: true,
        createdAt: true,
        expiresAt: true,
        maxExpiresAt: true,
        usesMax: true,
        uses: true,
        lastUsedAt: true,
        ipAddress: true,
        clientSecret: { select: { prefix: true, description: true } },
      },
    }),
  ]);
  return { count, tokens };
}

async function requireIdentity(ctx: Context, input: z.output<typeof getIdentityInput>) {
  const { organization } = await requireOrganization(ctx, input.organizationId, "identity:read");
  const where = { id: input.identityId, organizationId: organization.id };
  const identity = await ctx.db.machineIdentity.findUnique({ where, select: { id: true } });
  if (!identity) throw notFound("machine identity");
  return identity;
}
