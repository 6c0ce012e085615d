import { ShieldCheck } from "lucide-react";
import type { RequestOptions } from "#components/access-requests/types.ts";
import { approvalsInWords, approversInWords } from "#components/access-requests/words.ts";
import { Callout } from "#components/ui/callout.tsx";
import { durationInWords } from "#server/events/types/access-request.ts";
import { askedPathSchema } from "#server/access-requests/fields.ts";
import { coverageProblem, findPolicy } from "#server/access-requests/find-policy.ts";

type Policy = RequestOptions["policies"][number];

/** The policy that covers what the form asks for, by the same rule that the server applies; or why none can. */
export function coverageOf(policies: readonly Policy[], environment: string, secretPath: string) {
  const path = askedPathSchema.safeParse(secretPath.trim());
  if (environment === "" || !path.success) return null;
  const coverage = findPolicy(policies, environment, path.data);
  return coverage.kind === "covered"
    ? { kind: coverage.kind, policy: coverage.policy, title: null, problem: null }
    : {
        kind: coverage.kind,
        policy: null,
        title: coverage.kind === "none" ? "No request is needed here" : "No single policy covers this",
        problem: coverageProblem(coverage, environment, path.data),
      };
}

interface CoveragePanelProps {
  coverage: ReturnType<typeof coverageOf>;
  requesterId: string;
}

/** Says, while one writes, which policy covers the path and who will be asked. */
export function CoveragePanel({ coverage, requesterId }: CoveragePanelProps) {
  return (
    <div aria-live="polite">
      {coverage === null ? (
        <Callout tone="neutral">
          Choose an environment and a path to see which policy covers them and who decides.
        </Callout>
      ) : coverage.policy === null ? (
        <Callout tone="info" title={coverage.title}>
          {coverage.problem}
        </Callout>
      ) : (
        <WhoDecides policy={coverage.policy} requesterId={requesterId} />
      )}
    </div>
  );
}

function WhoDecides({ policy, requesterId }: { policy: Policy; requesterId: string }) {
  const able = policy.approvers.filter((p) => p.able && (policy.allowSelfApproval || p.id !== requesterId));
  const names = able.map((p) => (p.id === requesterId ? "you" : p.name));
  const who = approversInWords(names, policy.requiredApprovals, names.length > 6 ? 5 : 6);
  return (
    <div className="flex gap-3 rounded-lg border bg-sunken px-3.5 py-3">
      <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <div className="min-w-0">
        <p className="font-medium break-words">
          {policy.name} <span className="font-mono text-sm font-normal text-muted">{policy.pathGlob}</span>
        </p>
        {able.length >= policy.requiredApprovals ? (
          <p className="break-words text-muted">
            {approvalsInWords(policy.requiredApprovals)} needed, from {who}.
          </p>
        ) : (
          <p className="break-words text-warning">
            {approvalsInWords(policy.requiredApprovals)} needed, and{" "}
            {able.length === 0 ? "nobody" : `only ${who}`} can give one. Ask a project admin to add approvers.
          </p>
        )}
        {policy.maxDurationSeconds === null ? null : (
          <p className="text-muted">Access for at most {durationInWords(policy.maxDurationSeconds)}.</p>
        )}
      </div>
    </div>
  );
}
