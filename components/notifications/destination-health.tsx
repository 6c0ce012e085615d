"use client";

import Link from "next/link";
import { ChangeChannelDialog } from "#components/notifications/change-channel-dialog.tsx";
import { SwitchDestination } from "#components/notifications/destination-danger.tsx";
import { TestAnswer } from "#components/notifications/test-answer.tsx";
import type { Destination } from "#components/notifications/types.ts";
import { useTest } from "#components/notifications/use-test.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Code } from "#components/ui/code.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

interface DestinationHealthProps {
  projectId: string;
  organizationId: string;
  destination: Destination;
  mayManage: boolean;
}

/** What the test sends when one presses Try again: the first event the destination gets, or the first of all. */
function typeToTry(destination: Destination): string {
  const types = destination.subscriptions.flatMap((subscription) => subscription.eventTypes);
  return types.find((type) => !type.endsWith("*")) ?? "access-request:create";
}

/** Why nothing arrives there and what mends it; one quiet line where all is well. */
export function DestinationHealth({
  projectId,
  organizationId,
  destination,
  mayManage,
}: DestinationHealthProps) {
  const test = useTest();
  const { trouble, waiting, brokenAt, lastDeliveredAt, integration } = destination;
  if (!destination.enabled) {
    return (
      <Callout
        tone="neutral"
        title="Disabled"
        action={mayManage ? <SwitchDestination projectId={projectId} destination={destination} /> : undefined}
      >
        Nothing is sent to it until it is enabled.
      </Callout>
    );
  }
  if (!trouble) {
    return (
      <div className="flex flex-col gap-3">
        <TestAnswer result={test.data} error={test.error} />
        <p className="text-muted">
          {lastDeliveredAt ? (
            <>
              It works. The last message arrived <RelativeTime date={lastDeliveredAt} />
              {waiting > 0 ? `; ${waiting === 1 ? "1 waits" : `${waiting} wait`}.` : "."}
            </>
          ) : (
            "Nothing was sent to it yet. Send a test to see that messages arrive."
          )}
        </p>
      </div>
    );
  }
  const retry = () =>
    test.mutate({ projectId, destinationId: destination.id, eventType: typeToTry(destination) });
  return (
    <div className="flex flex-col gap-3">
      <Callout
        tone="danger"
        title="Needs attention"
        action={
          mayManage ? (
            <>
              <Button size="sm" onClick={retry} pending={test.isPending}>
                Try again
              </Button>
              {trouble.remedy === "reconnect" && integration ? (
                <Button size="sm" asChild>
                  <Link href={`/organizations/${organizationId}/integrations/${integration.id}`}>
                    Reconnect
                  </Link>
                </Button>
              ) : null}
              <ChangeChannelDialog
                projectId={projectId}
                destination={destination}
                trigger={<Button size="sm">Choose another channel</Button>}
              />
            </>
          ) : undefined
        }
      >
        <p>
          {trouble.sentence}
          {waiting > 0 ? (waiting === 1 ? " 1 message waits." : ` ${waiting} messages wait.`) : null}
          {brokenAt ? (
            <>
              {" "}
              Since <RelativeTime date={brokenAt} />.
            </>
          ) : null}
        </p>
        {trouble.command ? (
          <p className="mt-1.5 text-ink">
            <Code copy={trouble.command} copyLabel="Copy the line">
              {trouble.command}
            </Code>
          </p>
        ) : null}
      </Callout>
      <TestAnswer result={test.data} error={test.error} />
    </div>
  );
}
