import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "#components/auth/sign-in-form.tsx";
import { AuthCard } from "#components/ui/auth-card.tsx";
import { currentContext } from "#server/auth/current-context.ts";
import { safeNextPath } from "#server/auth/safe-next-path.ts";
import { needsSetUp } from "#server/auth/set-up.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[] }>;
}) {
  const { next } = await searchParams;
  const ctx = await currentContext();
  if (await needsSetUp(ctx)) redirect("/set-up");
  const nextPath = safeNextPath(next);
  if (ctx.actor) redirect(nextPath);
  return (
    <AuthCard title="Sign in">
      <SignInForm nextPath={nextPath} />
    </AuthCard>
  );
}
