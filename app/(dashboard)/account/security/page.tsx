import type { Metadata } from "next";
import { SecurityPage } from "#components/account/security-page.tsx";
import { currentContext } from "#server/auth/current-context.ts";
import { oidcProblem } from "#server/auth/oidc-problems.ts";

export const metadata: Metadata = { title: "Security" };

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<{ error?: string | string[] }>;
}) {
  const { oidc } = (await currentContext()).env;
  const problem = oidc && oidcProblem((await searchParams).error, oidc.name);
  return <SecurityPage problem={problem} />;
}
