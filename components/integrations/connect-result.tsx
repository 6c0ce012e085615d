"use client";

import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import Link from "next/link";
import { useSaidOnce } from "#components/integrations/use-said-once.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { readConnectOutcome } from "#server/integrations/connect-outcomes.ts";

interface ConnectResultProps {
  result: string | null;
  /** What must stand in the address when the code leaves it. */
  keep?: Readonly<Record<string, string>>;
}

/** How the way to Slack and back ended, by the code in the address; nothing where there is none. */
export function ConnectResult({ result, keep }: ConnectResultProps) {
  useSaidOnce(keep);
  const outcome = readConnectOutcome(result);
  if (!outcome) return null;
  return (
    <Callout live tone={outcome.tone} title={outcome.title} action={<Step remedy={outcome.remedy} />}>
      {outcome.sentence}
    </Callout>
  );
}

type Outcome = NonNullable<ReturnType<typeof readConnectOutcome>>;

/** The way to whoever can change what stood against it. */
function Step({ remedy }: Pick<Outcome, "remedy">) {
  if (remedy === "manage-distribution") return <OpenAtSlack />;
  if (remedy !== "set-up-slack-app") return null;
  return (
    <Button size="sm" asChild>
      <Link href="/instance/slack-app">Slack app</Link>
    </Button>
  );
}

function OpenAtSlack() {
  const { data } = useQuery(useTRPC().slackApp.availability.queryOptions());
  if (!data) return null;
  return (
    <Button size="sm" asChild>
      <a href={data.appPageUrl} target="_blank" rel="noopener noreferrer">
        <ExternalLink aria-hidden />
        Open the app at Slack
        <span className="sr-only"> (opens in a new window)</span>
      </a>
    </Button>
  );
}
