"use client";

import { CodeBlock } from "#components/ui/code-block.tsx";
import { cn } from "#components/ui/cn.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import { type Tone, toneLooks } from "#components/ui/tone.ts";
import type { DeliveryAttempt } from "#components/deliveries/types.ts";

const words: Record<string, { tone: Tone; word: string }> = {
  delivered: { tone: "ok", word: "Sent" },
  retry: { tone: "waiting", word: "Not sent, will be tried again" },
  unknown: { tone: "warning", word: "No complete answer, may have been sent" },
  rejected: { tone: "danger", word: "Rejected" },
  "destination-broken": { tone: "danger", word: "The destination does not accept messages" },
  "connection-broken": { tone: "danger", word: "The connection does not work" },
};

function outcomeOf(attempt: DeliveryAttempt): { tone: Tone; word: string } {
  if (attempt.outcome === null) return { tone: "info", word: "Being sent" };
  return words[attempt.outcome] ?? { tone: "neutral", word: attempt.outcome };
}

const names: Record<DeliveryAttempt["kind"], string> = {
  send: "Request",
  update: "Status line of the first message",
  test: "Test",
};

/** What Slack asked to wait, in seconds. */
const seconds = (ms: number) => `${Math.ceil(ms / 1_000)} s`;

/** Every request that was made for a delivery, from the first on: when, how it ended, what came back. */
export function AttemptTimeline({ attempts }: { attempts: readonly DeliveryAttempt[] }) {
  if (attempts.length === 0) {
    return (
      <EmptyState bare title="Not sent yet" why="Each request stands here with the time and the answer." />
    );
  }
  return (
    <ol className="flex flex-col">
      {attempts.map((attempt, index) => (
        <Attempt key={attempt.id} attempt={attempt} last={index === attempts.length - 1} />
      ))}
    </ol>
  );
}

function Attempt({ attempt, last }: { attempt: DeliveryAttempt; last: boolean }) {
  const { tone, word } = outcomeOf(attempt);
  const { icon: Icon, text } = toneLooks[tone];
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-3">
      <div className="flex flex-col items-center">
        <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", text)} />
        {last ? null : <span aria-hidden className="mt-1 w-px grow bg-line-strong" />}
      </div>
      <div className={cn("min-w-0", !last && "pb-5")}>
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <p className="font-medium">{word}</p>
          <ExactTime date={attempt.startedAt} className="text-muted" />
        </div>
        <p className="text-sm text-muted">{factsOf(attempt)}</p>
        {attempt.detail ? <p className="mt-1">{attempt.detail}</p> : null}
        <Exchange attempt={attempt} />
      </div>
    </li>
  );
}

function factsOf(attempt: DeliveryAttempt): string {
  const facts = [attempt.kind === "send" ? `${names.send} ${attempt.number}` : names[attempt.kind]];
  if (attempt.finishedAt) {
    facts.push(`took ${Math.max(0, attempt.finishedAt.getTime() - attempt.startedAt.getTime())} ms`);
  }
  if (attempt.httpStatus !== null) facts.push(`HTTP ${attempt.httpStatus}`);
  if (attempt.code) facts.push(attempt.code);
  if (attempt.retryAfterMs !== null) facts.push(`asked to wait ${seconds(attempt.retryAfterMs)}`);
  if (attempt.deliveries > 1) facts.push(`one request for ${attempt.deliveries} deliveries`);
  return facts.join(" · ");
}

function Exchange({ attempt }: { attempt: DeliveryAttempt }) {
  const { request, response } = attempt;
  if (request === null && response === null) return null;
  return (
    <details className="mt-1.5">
      <summary className="w-fit cursor-pointer rounded-sm text-sm text-muted hover:text-ink">
        Request and answer
      </summary>
      <div className="mt-2 flex flex-col gap-2">
        {request === null ? null : (
          <CodeBlock wrap title="Sent, without secrets" code={JSON.stringify(request, null, 2)} />
        )}
        {response === null ? null : (
          <CodeBlock wrap title="Slack's answer" code={JSON.stringify(response, null, 2)} />
        )}
      </div>
    </details>
  );
}
