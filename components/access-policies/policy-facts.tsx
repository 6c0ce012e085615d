import type { PolicyDetail } from "#components/access-policies/types.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { durationInWords } from "#server/events/types/access-request.ts";

/** A policy for people who may read it but not change it. */
export function PolicyFacts({ policy }: { policy: PolicyDetail }) {
  const names = (people: PolicyDetail["approvers"]) =>
    people.length === 0 ? "Nobody" : people.map((p) => p.name).join(", ");
  return (
    <Card>
      <DescriptionList
        items={[
          {
            term: "Environments",
            value:
              policy.environments.length === 0 ? (
                "Every environment"
              ) : (
                <span className="flex flex-wrap gap-1.5">
                  {policy.environments.map((slug) => (
                    <Badge key={slug} mono>
                      {slug}
                    </Badge>
                  ))}
                </span>
              ),
          },
          {
            term: "Secret path",
            value: (
              <Code plain className="break-all">
                {policy.pathGlob}
              </Code>
            ),
          },
          { term: "Approvers", value: names(policy.approvers) },
          { term: "Required approvals", value: String(policy.requiredApprovals) },
          { term: "Self-approval", value: policy.allowSelfApproval ? "Allowed" : "Not allowed" },
          {
            term: "Longest duration",
            value: policy.maxDurationSeconds === null ? "None" : durationInWords(policy.maxDurationSeconds),
          },
          { term: "Bypassers", value: names(policy.bypassers) },
        ]}
      />
    </Card>
  );
}
