import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireInstance } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { conflict } from "#server/errors.ts";
import { refuseUnmakingAdmin } from "#server/users/account-rules.ts";
import { findAccount } from "#server/users/find-account.ts";
import { lockInstanceAdmins } from "#server/users/lock-instance-admins.ts";

export const changeInstanceAdminInput = z.object({ userId: z.uuid(), isInstanceAdmin: z.boolean() });

/** Makes a person an instance admin, or no longer one; it counts from their next request on. One always stays. */
export async function changeInstanceAdmin(
  ctx: Context,
  input: z.output<typeof changeInstanceAdminInput>,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    requireInstance(ctx, "user:manage");
    await lockInstanceAdmins(tx, input.userId);
    const { user, situation } = await findAccount(tx, ctx, input.userId);
    if (user.isInstanceAdmin === input.isInstanceAdmin) return;
    if (input.isInstanceAdmin && user.disabledAt) {
      throw conflict("This account is disabled. Enable it first.");
    }
    const refusal = input.isInstanceAdmin ? null : refuseUnmakingAdmin(situation);
    if (refusal) throw refusal;
    await tx.user.update({
      where: { id: user.id },
      data: { isInstanceAdmin: input.isInstanceAdmin },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: input.isInstanceAdmin ? "instance-admin.made" : "instance-admin.unmade",
      target: { kind: "user", id: user.id, name: user.email },
    });
  });
}
