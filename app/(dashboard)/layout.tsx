import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { AppFrame } from "#components/app-frame/app-frame.tsx";
import { currentContext } from "#server/auth/current-context.ts";
import { needsSetUp } from "#server/auth/set-up.ts";
import { currentPath } from "#server/auth/current-path.ts";
import { myOrganizations } from "#server/organizations/my-organizations.ts";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const ctx = await currentContext();
  if (ctx.actor?.kind !== "user") {
    redirect(
      (await needsSetUp(ctx)) ? "/set-up" : `/sign-in?next=${encodeURIComponent(await currentPath())}`,
    );
  }
  const { name, email, isInstanceAdmin } = ctx.actor;
  return (
    <AppFrame person={{ name, email, isInstanceAdmin }} mine={await myOrganizations(ctx)}>
      {children}
    </AppFrame>
  );
}
