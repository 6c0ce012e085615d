"use client";

import { RevokeGrant } from "#components/access-requests/revoke-grant.tsx";
import type { RequestDetail } from "#components/access-requests/types.ts";
import { remainingInWords } from "#components/access-requests/words.ts";
import { Card } from "#components/ui/card.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { useNow } from "#components/ui/now.ts";
import { StatusBadge } from "#components/ui/status.tsx";
import { ExactTime } from "#components/ui/time.tsx";

interface GrantCardProps {
  projectId: string;
  request: RequestDetail;
  grant: NonNullable<RequestDetail["grant"]>;
}

const states = {
  active: { tone: "ok", word: "Active" },
  ended: { tone: "neutral", word: "Ended" },
  revoked: { tone: "neutral", word: "Revoked" },
} as const;

/** The access that came of a request: whether it counts now, and until when. */
export function GrantCard({ projectId, request, grant }: GrantCardProps) {
  const now = useNow();
  const left = grant.endsAt && now !== undefined ? grant.endsAt.getTime() - now : null;
  // The server's answer may be a few seconds old; past its time a grant counts no more.
  const state = grant.state === "active" && left !== null && left <= 0 ? "ended" : grant.state;
  const { tone, word } = states[state];
  return (
    <Card
      title="Access"
      actions={<StatusBadge tone={tone}>{word}</StatusBadge>}
      footer={
        state === "active" && grant.mayRevoke ? (
          <>
            <span>Not needed any more?</span>
            <RevokeGrant
              projectId={projectId}
              grantId={grant.id}
              personName={request.requester.name}
              place={`${request.secretPath} in ${request.environment}`}
            />
          </>
        ) : undefined
      }
    >
      {state === "active" && left !== null ? (
        <p className="pb-3 text-lg font-medium">
          {remainingInWords(left)} <span className="text-base font-normal text-muted">left</span>
        </p>
      ) : null}
      <DescriptionList
        look="stacked"
        className="sm:grid-cols-1 lg:grid-cols-1"
        items={[
          { term: "Started", value: <ExactTime date={grant.startsAt} /> },
          ...(grant.revokedAt
            ? [
                {
                  term: `Revoked by ${grant.revokedBy ?? "a project admin"}`,
                  value: <ExactTime date={grant.revokedAt} />,
                },
              ]
            : [
                {
                  term: state === "ended" ? "Ended" : "Ends",
                  value: grant.endsAt ? <ExactTime date={grant.endsAt} /> : "Never, it is permanent",
                },
              ]),
        ]}
      />
    </Card>
  );
}
