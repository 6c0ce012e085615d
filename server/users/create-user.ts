import type { Tx } from "#server/db/client.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import type { Context } from "#server/context.ts";
import { conflict } from "#server/errors.ts";
import { newId } from "#server/ids.ts";

/** Makes a person's account, in the caller's transaction. A password was checked and hashed before it. */
export async function createUser(
  tx: Tx,
  ctx: Context,
  input: {
    name: string;
    email: string;
    passwordHash: string | null;
    isInstanceAdmin?: boolean;
    /** Where the password was chosen by whoever held an invitation's link. */
    joinedByLinkAt?: Date;
  },
): Promise<{ id: string }> {
  const id = newId();
  const email = input.email.trim().toLowerCase();
  const { name, passwordHash, isInstanceAdmin = false, joinedByLinkAt = null } = input;
  const made = await tx.user.createMany({
    data: [{ id, name, email, passwordHash, isInstanceAdmin, joinedByLinkAt }],
    skipDuplicates: true,
  });
  if (made.count === 0) throw conflict("Somebody has an account with this e-mail address already.", "email");
  await recordAudit(tx, ctx, {
    organizationId: null,
    action: "user.created",
    target: { kind: "user", id, name: email },
  });
  return { id };
}
