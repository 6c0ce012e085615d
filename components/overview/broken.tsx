"use client";

import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Code } from "#components/ui/code.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Item = inferRouterOutputs<AppRouter>["overview"]["get"]["broken"][number];

interface BrokenProps {
  projectId: string;
  organizationId: string;
  broken: readonly Item[];
  /** Events that could not be read. */
  setAside: number;
}

const waitingWords = (count: number) =>
  count === 0 ? "" : count === 1 ? " 1 message waits." : ` ${count} messages wait.`;

/** Each destination that needs attention with its sentence and the button that mends it. */
export function Broken({ projectId, organizationId, broken, setAside }: BrokenProps) {
  return (
    <>
      {broken.map((item) => (
        <Callout
          key={item.id}
          tone="danger"
          title={`${item.name} needs attention`}
          action={
            <>
              {item.trouble.remedy === "reconnect" ? (
                <Button size="sm" asChild>
                  <Link
                    href={`/organizations/${organizationId}/integrations${item.integrationId ? `/${item.integrationId}` : ""}`}
                  >
                    Reconnect
                  </Link>
                </Button>
              ) : null}
              <Button size="sm" asChild>
                <Link href={`/projects/${projectId}/notifications/${item.id}`}>
                  {item.trouble.remedy === "choose-channel" ? "Choose another channel" : "Mend it"}
                </Link>
              </Button>
            </>
          }
        >
          <p>
            {item.trouble.sentence}
            {waitingWords(item.waiting)}
            {item.brokenAt ? (
              <>
                {" "}
                Since <RelativeTime date={item.brokenAt} />.
              </>
            ) : null}
          </p>
          {item.trouble.command ? (
            <p className="mt-1">
              <Code copy={item.trouble.command} copyLabel="Copy the line">
                {item.trouble.command}
              </Code>
            </p>
          ) : null}
        </Callout>
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
