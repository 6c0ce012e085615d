import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SetUpForm } from "#components/auth/set-up-form.tsx";
import { AuthCard } from "#components/ui/auth-card.tsx";
import { currentContext } from "#server/auth/current-context.ts";
import { needsSetUp } from "#server/auth/set-up.ts";

export const metadata: Metadata = { title: "Set up" };

export default async function SetUpPage() {
  if (!(await needsSetUp(await currentContext()))) redirect("/sign-in");
  return (
    <AuthCard
      width="md"
      title="Set up Bellwire"
      purpose="Make the first account. It administers this instance and owns the first organization."
    >
      <SetUpForm />
    </AuthCard>
  );
}
