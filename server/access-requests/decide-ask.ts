import { durationInWords } from "#server/events/types/access-request.ts";
import type { Asked } from "#server/access-requests/fields.ts";
import { coverageProblem, findPolicy, type PolicyRule } from "#server/access-requests/find-policy.ts";
import { type Refusal, refuse } from "#server/access-requests/request-state.ts";

type AskablePolicy = PolicyRule & { maxDurationSeconds: number | null };

/** Decides whether this can be asked for in a project, and whose approval it needs. */
export function decideAsk<Policy extends AskablePolicy>(
  project: { environments: readonly string[]; policies: readonly Policy[] },
  asked: Pick<Asked, "environment" | "secretPath" | "durationSeconds">,
): { ok: true; policy: Policy } | Refusal {
  const { environment, secretPath, durationSeconds } = asked;
  if (!project.environments.includes(environment)) {
    return refuse(
      "invalid",
      `This project has no environment ${environment}. Choose one of ${project.environments.join(", ")}.`,
      "environment",
    );
  }
  const coverage = findPolicy(project.policies, environment, secretPath);
  if (coverage.kind !== "covered") {
    return refuse("invalid", coverageProblem(coverage, environment, secretPath) ?? "", "secretPath");
  }
  const { policy } = coverage;
  const longest = policy.maxDurationSeconds;
  if (longest !== null && durationSeconds === null) {
    return refuse(
      "invalid",
      `The policy ${policy.name} grants no permanent access. Ask for at most ${durationInWords(longest)}.`,
      "durationSeconds",
    );
  }
  if (longest !== null && durationSeconds !== null && durationSeconds > longest) {
    return refuse(
      "invalid",
      `The policy ${policy.name} allows at most ${durationInWords(longest)}. Ask for less.`,
      "durationSeconds",
    );
  }
  return { ok: true, policy };
}
