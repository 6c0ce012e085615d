import { ExternalLink } from "lucide-react";
import { refusalOf } from "#components/trpc/refusal.ts";
import type { TestResult } from "#components/notifications/types.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Code } from "#components/ui/code.tsx";

interface TestAnswerProps {
  result: TestResult | undefined;
  error: unknown;
  /** What the page says already of what stands in the way. */
  trouble: string | null;
}

/** The reason alone, without what follows from it. */
const firstSentence = (text: string) => text.split(/(?<=\.)\s/, 1)[0] ?? text;

/** What came back of a test, in words; nothing before one was sent. */
export function TestAnswer({ result, error, trouble }: TestAnswerProps) {
  if (error) {
    const { message } = refusalOf(error);
    return (
      <Callout tone="danger" live>
        {message === trouble ? firstSentence(message) : message}
      </Callout>
    );
  }
  if (!result) return null;
  const told = result.sentence === trouble;
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
      {told ? firstSentence(result.sentence) : result.sentence}
      {result.command && !told ? (
        <span className="mt-1 block">
          <Code copy={result.command} copyLabel="Copy the line">
            {result.command}
          </Code>
        </span>
      ) : null}
    </Callout>
  );
}
