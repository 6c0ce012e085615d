import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { checkPassword, hashPassword } from "#server/auth/password.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { conflict, invalid } from "#server/errors.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";
import { refuseRoleChange } from "#server/organizations/member-rules.ts";
import { createUser } from "#server/users/create-user.ts";

export const organizationRoleSchema = z.enum(["owner", "admin", "member"]);
export const addMemberInput = z.object({
  organizationId: z.uuid(),
  email: z
    .email("Type an e-mail address such as ada@example.com.")
    .max(320)
    .transform((email) => email.toLowerCase()),
  role: organizationRoleSchema.default("member"),
  /** For somebody without an account: it is made with this name and this initial password. */
  person: z
    .object({ name: z.string().trim().min(1, "Type the person's name.").max(100), password: z.string() })
    .optional(),
});

/** Adds a person to an organization: one who has an account, or, with `person`, one whose account is made here. */
export async function addMember(
  ctx: Context,
  input: z.output<typeof addMemberInput>,
): Promise<{ userId: string; name: string; created: boolean }> {
  // Before the costly hash, so that only those who may add members cause it.
  await requireOrganization(ctx, input.organizationId, "organization-member:manage");
  const account = input.person && {
    name: input.person.name,
    email: input.email,
    passwordHash: await hashOf(input.person.password, input.email),
  };
  return ctx.db.$transaction(async (tx) => {
    await lockOrganization(tx, input.organizationId);
    const { organization, role } = await requireOrganization(
      ctx,
      input.organizationId,
      "organization-member:manage",
      tx,
    );
    const refusal = refuseRoleChange({
      actorRole: role,
      from: null,
      to: input.role,
      owners: 1,
      self: false,
    });
    if (refusal) throw refusal;
    const user = account
      ? { ...(await createUser(tx, ctx, account)), name: account.name }
      : await personOf(tx, input.email);
    const made = await tx.organizationMember.createMany({
      data: [{ organizationId: organization.id, userId: user.id, role: input.role }],
      skipDuplicates: true,
    });
    if (made.count === 0) throw conflict(`${user.name} is in this organization already.`, "email");
    await recordAudit(tx, ctx, {
      organizationId: organization.id,
      action: "organization-member.added",
      target: { kind: "user", id: user.id, name: input.email },
      after: { role: input.role, newAccount: account !== undefined },
    });
    return { userId: user.id, name: user.name, created: account !== undefined };
  });
}

async function hashOf(password: string, email: string): Promise<string> {
  checkPassword(password, email);
  return hashPassword(password);
}

async function personOf(tx: Tx, email: string): Promise<{ id: string; name: string }> {
  const user = await tx.user.findFirst({
    where: { email, disabledAt: null },
    select: { id: true, name: true },
  });
  if (user) return user;
  throw invalid(
    "email",
    "Nobody has an account with this address. Choose New person to make one with a name and a first password.",
  );
}
