import { Callout } from "#components/ui/callout.tsx";

/** The organization's plan does not include Slack. */
export function PlanNotice({ plan }: { plan: string }) {
  return (
    <Callout tone="warning" title="The plan does not include Slack">
      Slack needs the team or enterprise plan, and this organization is on {plan}. Connections stay, and what
      they would send waits. An instance admin can change the plan.
    </Callout>
  );
}
