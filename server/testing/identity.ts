import { randomUUID } from "node:crypto";
import type { ProjectRole } from "#server/authz/permissions.ts";
import type { Context, IdentityActor } from "#server/context.ts";
import { newAccessToken, newClientSecret } from "#server/identities/tokens.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";

type IdentityOptions = {
  organizationId: string;
  /** In the organization. */
  role?: "member" | "admin";
  /** A project it is in, with a fixed role (admin unless given) or a custom one. */
  projectId?: string;
  projectRole?: ProjectRole;
  customRoleId?: string;
  accessTokenUsesMax?: number;
  clientSecretNetworks?: string[];
  accessTokenNetworks?: string[];
};

/** A machine identity with a client secret and an access token that counts for a day, written straight to the tables. */
export async function createIdentity({ db, clock }: Runtime, options: IdentityOptions) {
  const { organizationId, role = "member", projectId, projectRole, customRoleId } = options;
  const id = newId();
  const name = `program-${id.slice(-6)}`;
  const clientId = randomUUID();
  const [clientSecretId, tokenId] = [newId(), newId()];
  const { secret: clientSecret, prefix, hash: secretHash } = newClientSecret();
  const { token: accessToken, hash: tokenHash } = newAccessToken();
  const createdAt = clock.now();
  const expiresAt = new Date(createdAt.getTime() + 86_400_000);
  const usesMax = options.accessTokenUsesMax ?? null;
  await db.machineIdentity.create({
    data: {
      id,
      organizationId,
      name,
      role,
      clientId,
      accessTokenSeconds: 86_400,
      accessTokenMaxSeconds: 30 * 86_400,
      accessTokenUsesMax: usesMax,
      clientSecretNetworks: options.clientSecretNetworks ?? [],
      accessTokenNetworks: options.accessTokenNetworks ?? [],
      createdBy: "test",
      createdAt,
    },
    select: { id: true },
  });
  await db.identityClientSecret.create({
    data: { id: clientSecretId, identityId: id, prefix, secretHash, createdBy: "test", createdAt },
    select: { id: true },
  });
  await db.identityAccessToken.create({
    data: {
      id: tokenId,
      identityId: id,
      clientSecretId,
      tokenHash,
      createdAt,
      expiresAt,
      maxExpiresAt: new Date(createdAt.getTime() + 30 * 86_400_000),
      usesMax,
      ipAddress: "203.0.113.9",
    },
    select: { id: true },
  });
  if (projectId) {
    const columns = customRoleId ? { customRoleId } : { role: projectRole ?? "admin" };
    await db.identityProjectMember.create({
      data: { projectId, identityId: id, ...columns, createdAt },
      select: { identityId: true },
    });
  }
  const actor: IdentityActor = { kind: "identity", id, name, organizationId };
  return { id, name, clientId, clientSecret, clientSecretId, accessToken, tokenId, actor };
}

/** A context in which a program, or nobody yet, calls from an address. */
export function programContext(
  runtime: Runtime,
  actor: IdentityActor | null = null,
  ipAddress = "203.0.113.9",
): Context {
  return {
    ...runtime,
    actor,
    origin: { ipAddress, userAgent: "test program", requestId: newId(), sessionId: null },
  };
}
