import { redirect } from "next/navigation";
import { currentContext } from "#server/auth/current-context.ts";
import { needsSetUp } from "#server/auth/set-up.ts";
import { myOrganizations } from "#server/organizations/my-organizations.ts";

/** Leads to where a person's work is: their first project, else their organization. */
export default async function HomePage() {
  const ctx = await currentContext();
  if (ctx.actor?.kind !== "user") redirect((await needsSetUp(ctx)) ? "/set-up" : "/sign-in");
  const [organization] = await myOrganizations(ctx);
  const project = organization?.projects[0];
  if (project) redirect(`/projects/${project.id}`);
  if (organization) redirect(`/organizations/${organization.id}`);
  redirect(ctx.actor.isInstanceAdmin ? "/instance/slack-app" : "/welcome");
}
