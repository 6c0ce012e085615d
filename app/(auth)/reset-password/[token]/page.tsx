import type { Metadata } from "next";
import Link from "next/link";
import { ResetPasswordForm } from "#components/auth/reset-password-form.tsx";
import { AuthCard } from "#components/ui/auth-card.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { currentContext } from "#server/auth/current-context.ts";
import { findPasswordReset } from "#server/auth/redeem-password-reset.ts";

// The address is the secret: it goes to no other page and into no index.
export const metadata: Metadata = {
  title: "Choose a new password",
  referrer: "no-referrer",
  robots: { index: false, follow: false },
};

export default async function ResetPasswordPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const person = await findPasswordReset(await currentContext(), token);
  if (!person) {
    return (
      <AuthCard title="This link does not work" footer={<Link href="/sign-in">Go to sign-in</Link>}>
        <Callout tone="warning">
          It was used already, is older than a day, or a newer one was made. Ask an instance admin for a new
          link.
        </Callout>
      </AuthCard>
    );
  }
  return (
    <AuthCard
      title="Choose a new password"
      purpose={
        <>
          For {person.name}, who signs in with <span className="break-words text-ink">{person.email}</span>.
        </>
      }
    >
      <ResetPasswordForm token={token} email={person.email} />
    </AuthCard>
  );
}
