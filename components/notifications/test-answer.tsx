import { ExternalLink } from "lucide-react";
import { refusalOf } from "#components/trpc/refusal.ts";
import type { TestResult } from "#components/notifications/types.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Code } from "#components/ui/code.tsx";

interface TestAnswerProps {
  result: TestResult | undefined;
  error: unknown;
}

/** What came back of a test, in words; nothing before one was sent. */
export function TestAnswer({ result, error }: TestAnswerProps) {
  if (error) {
    return (
      <Callout tone="danger" live>
        {refusalOf(error).message}
      </Callout>
    );
  }
  if (!result) return null;
  return (
    <Callout
      live
      tone={result.delivered ? "ok" : "danger"}
      title={result.delivered ? "Sent" : "Not sent"}
      action={
        result.link ? (
          <Button size="sm" asChild>
            <a href={result.link} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              Open in Slack
            </a>
          </Button>
        ) : undefined
      }
    >
      {result.sentence}
      {result.command ? (
        <span className="mt-1 block">
          <Code copy={result.command} copyLabel="Copy the line">
            {result.command}
          </Code>
        </span>
      ) : null}
    </Callout>
  );
}
