import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { readConnectOutcome } from "#server/integrations/connect-outcomes.ts";

/** How the way to Slack and back ended, by the code in the address; nothing where there is none. */
export function ConnectResult({ result }: { result: string | null }) {
  const outcome = readConnectOutcome(result);
  if (!outcome) return null;
  return (
    <Callout
      live
      tone={outcome.tone}
      title={outcome.title}
      action={
        outcome.remedy === "set-up-slack-app" ? (
          <Button size="sm" asChild>
            <Link href="/instance/slack-app">Slack app</Link>
          </Button>
        ) : undefined
      }
    >
      {outcome.sentence}
    </Callout>
  );
}
