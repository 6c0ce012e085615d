"use client";

import Link from "next/link";
import { PlanLink, ReconnectLink, Remedies } from "#components/attention/remedies.tsx";
import { TroubleWords } from "#components/attention/trouble-words.tsx";
import type { AttentionItem } from "#components/attention/types.ts";
import { Callout } from "#components/ui/callout.tsx";

interface AttentionCalloutProps {
  organizationId: string;
  item: AttentionItem;
  /** Whether the reader may mend destinations of their project; others are told who may. */
  mayMend: boolean;
  /** Names the project too, where things of several stand together. */
  withProject?: boolean;
}

/** One thing that needs attention: what is wrong, since when, how much waits, and the buttons that mend it. */
export function AttentionCallout({ organizationId, item, mayMend, withProject }: AttentionCalloutProps) {
  const { trouble, since, waiting, destinations } = item;
  return (
    <Callout tone="danger" title={<Title item={item} withProject={withProject ?? false} />}>
      <TroubleWords trouble={trouble} since={since} waiting={waiting} />
      {item.of === "destination" ? null : <Affected item={item} />}
      {item.of === "integration" ? (
        <div className="mt-2.5 flex flex-wrap gap-2">
          <ReconnectLink organizationId={organizationId} integrationId={item.id} variant="primary" />
        </div>
      ) : item.of === "plan" ? (
        <div className="mt-2.5 flex flex-wrap gap-2">
          <PlanLink organizationId={organizationId} variant="primary" />
        </div>
      ) : mayMend ? (
        destinations.map((destination) => (
          <Remedies
            key={destination.id}
            organizationId={organizationId}
            destination={{ ...destination, waiting }}
            trouble={trouble}
          />
        ))
      ) : (
        <p className="mt-1">Ask a project admin to mend it.</p>
      )}
    </Callout>
  );
}

function Title({ item, withProject }: { item: AttentionItem; withProject: boolean }) {
  const [first] = item.destinations;
  if (item.of !== "destination" || !first) return `${item.name} needs attention`;
  return (
    <>
      <Link
        href={`/projects/${first.project.id}/notifications/${first.id}`}
        className="underline-offset-4 hover:underline"
      >
        {item.name}
      </Link>
      {withProject ? ` in ${first.project.name}` : ""} needs attention
    </>
  );
}

const namedMax = 8;

/** The destinations that a connection or a plan keeps waiting. */
function Affected({ item: { destinations } }: { item: AttentionItem }) {
  if (destinations.length === 0) return null;
  const more = destinations.length - namedMax;
  return (
    <p className="mt-1">
      {destinations.length === 1
        ? "It keeps this destination waiting: "
        : "It keeps these destinations waiting: "}
      {destinations.slice(0, namedMax).map((one, index) => (
        <span key={one.id}>
          {index > 0 ? ", " : ""}
          <Link
            href={`/projects/${one.project.id}/notifications/${one.id}`}
            className="underline underline-offset-4"
          >
            {one.name}
          </Link>
        </span>
      ))}
      {more > 0 ? ` and ${more} more` : ""}.
    </p>
  );
}
