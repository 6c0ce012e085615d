"use client";

import Link from "next/link";
import { AttentionCallout } from "#components/attention/attention-callout.tsx";
import type { AttentionItem } from "#components/attention/types.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";

interface BrokenProps {
  projectId: string;
  organizationId: string;
  broken: readonly AttentionItem[];
  mayManage: boolean;
  /** Events that could not be read. */
  setAside: number;
}

/** Everything that needs attention with its sentence and the buttons that mend it. */
export function Broken({ projectId, organizationId, broken, mayManage, setAside }: BrokenProps) {
  return (
    <>
      {broken.map((item) => (
        <AttentionCallout
          key={`${item.of}/${item.id}`}
          organizationId={organizationId}
          item={item}
          mayMend={mayManage}
        />
      ))}
      {setAside > 0 ? (
        <Callout
          tone="warning"
          title={setAside === 1 ? "1 event was set aside" : `${setAside} events were set aside`}
          action={
            <Button size="sm" asChild>
              <Link href={`/projects/${projectId}/events`}>Show</Link>
            </Button>
          }
        >
          They could not be read. They are kept and stand in nobody’s way.
        </Callout>
      ) : null}
    </>
  );
}
