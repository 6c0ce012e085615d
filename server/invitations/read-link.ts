import { admitTry, forgiveTry, type ThrottleKey } from "#server/auth/throttle.ts";
import type { Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { hashOfToken } from "#server/ids.ts";

const linkSelect = {
  id: true,
  tokenHash: true,
  organizationId: true,
  email: true,
  role: true,
  projectId: true,
  projectRole: true,
  invitedBy: true,
  expiresAt: true,
  acceptedAt: true,
  revokedAt: true,
  organization: { select: { name: true } },
  project: { select: { name: true } },
} satisfies Prisma.InvitationSelect;

/** An invitation as whoever holds its link may know it. */
export type LinkedInvitation = Prisma.InvitationGetPayload<{ select: typeof linkSelect }>;

/** The invitation behind a link, or null. An address that tries links which lead nowhere is slowed, then locked out. */
export async function readLink(ctx: Context, token: string): Promise<LinkedInvitation | null> {
  const keys: ThrottleKey[] = [{ kind: "address", value: ctx.origin.ipAddress }];
  await admitTry(ctx.db, keys, ctx.clock.now());
  const invitation = await ctx.db.invitation.findUnique({
    where: { tokenHash: hashOfToken(token) },
    select: linkSelect,
  });
  if (invitation) await forgiveTry(ctx.db, keys, ctx.clock.now());
  return invitation;
}
