import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { checkPassword, hashPassword } from "#server/auth/password.ts";
import { setupCode } from "#server/auth/setup-code.ts";
import { admitTry, forgiveTry, type ThrottleKey } from "#server/auth/throttle.ts";
import { actingAs, type Context } from "#server/context.ts";
import { equalSecrets } from "#server/crypto/constant-time.ts";
import { conflict, invalid } from "#server/errors.ts";
import { createOrganization } from "#server/organizations/create-organization.ts";
import { organizationNameSchema } from "#server/organizations/organization-fields.ts";
import { createProject } from "#server/projects/create-project.ts";
import { createUser } from "#server/users/create-user.ts";
import { emailSchema, personNameSchema } from "#server/users/person-fields.ts";

export const setUpInput = z.object({
  code: z.string().trim().min(1, "Type the one-time code that Bellwire printed when it started."),
  name: personNameSchema,
  email: emailSchema,
  password: z.string().max(1_000),
  organizationName: organizationNameSchema,
  projectName: z.string().trim().min(1, "Name the first project.").max(100),
});

/** Whether the set-up page is still to be done. */
export async function needsSetUp(ctx: Pick<Context, "db">): Promise<boolean> {
  return (await ctx.db.instance.count()) === 0;
}

/**
 * Makes the instance admin, the first organization (owned by the admin) and its first project. Works once, with the
 * code that was printed at start; of two at the same time one wins.
 */
export async function setUp(
  ctx: Context,
  input: z.infer<typeof setUpInput>,
): Promise<{ organizationId: string; projectId: string }> {
  // By address only: a count for all would let a stranger keep the admin out. The code is too long to be guessed.
  const keys: ThrottleKey[] = [{ kind: "address", value: ctx.origin.ipAddress }];
  const now = ctx.clock.now();
  if (!(await needsSetUp(ctx))) throw conflict("Bellwire has been set up already. Sign in instead.");
  await admitTry(ctx.db, keys, now);
  if (!equalSecrets(lettersOf(input.code), lettersOf(setupCode(ctx.keyRing)))) {
    const target = { kind: "instance", id: null, name: "" };
    const action = "instance.set-up-refused";
    await ctx.db.$transaction((tx) => recordAudit(tx, ctx, { organizationId: null, action, target }));
    throw invalid(
      "code",
      "This is not the code. It stands in the output of the start of Bellwire, or in its log.",
    );
  }
  await forgiveTry(ctx.db, keys, now);
  checkPassword(input.password, input);
  const passwordHash = await hashPassword(input.password);
  return ctx.db.$transaction(async (tx) => {
    const made = await tx.instance.createMany({ data: [{ id: 1, setUpAt: now }], skipDuplicates: true });
    if (made.count === 0) throw conflict("Bellwire has been set up already. Sign in instead.");
    const user = await createUser(tx, ctx, {
      name: input.name,
      email: input.email,
      passwordHash,
      isInstanceAdmin: true,
    });
    const owner = actingAs(ctx, { id: user.id, name: input.name, email: input.email, isInstanceAdmin: true });
    const organization = await createOrganization(tx, owner, {
      name: input.organizationName,
      ownerId: user.id,
    });
    const project = await createProject(
      owner,
      { organizationId: organization.id, name: input.projectName },
      tx,
    );
    await recordAudit(tx, owner, {
      organizationId: organization.id,
      action: "instance.set-up",
      target: { kind: "instance", id: null, name: input.organizationName },
    });
    return { organizationId: organization.id, projectId: project.id };
  });
}

/** The code without what people leave out or add when they copy it. */
const lettersOf = (code: string) => code.toUpperCase().replace(/[^A-Z0-9]/g, "");
