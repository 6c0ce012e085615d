import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ProviderButton } from "#components/auth/provider-button.tsx";
import { SignInForm } from "#components/auth/sign-in-form.tsx";
import { AuthCard } from "#components/ui/auth-card.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { currentContext } from "#server/auth/current-context.ts";
import { oidcProblem } from "#server/auth/oidc-problems.ts";
import { safeNextPath } from "#server/auth/safe-next-path.ts";
import { needsSetUp } from "#server/auth/set-up.ts";

export const metadata: Metadata = { title: "Sign in" };

type Query = Record<"next" | "error" | "after", string | string[] | undefined>;

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { next, error, after } = await searchParams;
  const ctx = await currentContext();
  if (await needsSetUp(ctx)) redirect("/set-up");
  const nextPath = safeNextPath(next);
  const { oidc } = ctx.env;
  const problem = oidc && oidcProblem(error, oidc.name);
  // Somebody who is signed in comes here only when connecting the identity provider went wrong.
  if (ctx.actor)
    redirect(problem ? `/account/security?error=${encodeURIComponent(String(error))}` : nextPath);
  return (
    <AuthCard title="Sign in">
      <SignInForm
        nextPath={nextPath}
        above={
          <>
            {problem || after === "reset" ? (
              <Callout tone={problem ? "danger" : "ok"} live className="mb-5">
                {problem ?? "Your new password is set. Sign in with it."}
              </Callout>
            ) : null}
            {oidc ? <ProviderButton name={oidc.name} nextPath={nextPath} /> : null}
          </>
        }
      />
    </AuthCard>
  );
}
