import { Badge } from "#components/ui/badge.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import {
  entitlementNames,
  entitlements,
  neededPlan,
  type Plan,
  planIncludes,
  planWords,
} from "#server/authz/entitlements.ts";

/** What a plan includes, and what the rest would need. */
export function PlanTable({ plan }: { plan: Plan }) {
  return (
    <DataTable
      bare
      caption={`What the ${planWords[plan]} plan includes`}
      rows={entitlementNames}
      getKey={(name) => name}
      columns={[
        {
          id: "what",
          header: "What",
          primary: true,
          cell: (name) => (
            <span>
              {entitlements[name].title}
              <span className="block text-sm font-normal text-muted">{entitlements[name].sentence}</span>
            </span>
          ),
        },
        {
          id: "included",
          header: `On ${planWords[plan]}`,
          cell: (name) =>
            planIncludes(plan, name) ? (
              <StatusBadge tone="ok">Included</StatusBadge>
            ) : (
              <StatusBadge tone="neutral">Not included</StatusBadge>
            ),
        },
        {
          id: "from",
          header: "From plan",
          cell: (name) => <Badge>{planWords[neededPlan(name)]}</Badge>,
        },
      ]}
    />
  );
}
