"use client";

import { Remedies } from "#components/attention/remedies.tsx";
import { TroubleWords } from "#components/attention/trouble-words.tsx";
import { SwitchDestination } from "#components/notifications/destination-danger.tsx";
import type { Destination } from "#components/notifications/types.ts";
import { Callout } from "#components/ui/callout.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

interface DestinationHealthProps {
  projectId: string;
  organizationId: string;
  destination: Destination;
  mayManage: boolean;
}

/** Why nothing arrives there and what mends it; one quiet line where all is well. */
export function DestinationHealth({
  projectId,
  organizationId,
  destination,
  mayManage,
}: DestinationHealthProps) {
  const { trouble, waiting, brokenAt, lastDeliveredAt } = destination;
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
    );
  }
  return (
    <Callout tone="danger" title="Needs attention">
      <TroubleWords trouble={trouble} since={brokenAt} waiting={waiting} />
      {mayManage ? (
        <Remedies
          organizationId={organizationId}
          destination={{ ...destination, project: { id: projectId } }}
          trouble={trouble}
        />
      ) : (
        <p className="mt-1">Ask a project admin to mend it.</p>
      )}
    </Callout>
  );
}
