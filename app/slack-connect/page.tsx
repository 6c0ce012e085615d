import type { Metadata } from "next";
import Link from "next/link";
import { AuthCard } from "#components/ui/auth-card.tsx";
import { Button } from "#components/ui/button.tsx";
import { connectOutcomes, readConnectOutcome } from "#server/integrations/connect-outcomes.ts";

export const metadata: Metadata = { title: "Connect Slack" };

/** How a connection ended for somebody who may not see the organization it was for, or is not signed in. */
export default async function SlackConnectPage({
  searchParams,
}: {
  searchParams: Promise<{ result?: string | string[] }>;
}) {
  const { result } = await searchParams;
  const code = typeof result === "string" ? result : null;
  const { title, sentence, remedy } = readConnectOutcome(code) ?? connectOutcomes.failed;
  return (
    <AuthCard title={title} purpose={sentence}>
      <Button variant="primary" asChild>
        <Link href={remedy === "sign-in" ? "/sign-in" : "/"}>
          {remedy === "sign-in" ? "Sign in" : "Open Bellwire"}
        </Link>
      </Button>
    </AuthCard>
  );
}
