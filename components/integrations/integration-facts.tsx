import type { inferRouterOutputs } from "@trpc/server";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Integration = inferRouterOutputs<AppRouter>["integrations"]["get"];

/** What is known of a connected workspace. */
export function IntegrationFacts({ integration }: { integration: Integration }) {
  const { scopes, missingScopes } = integration;
  return (
    <Card title="Connection">
      <DescriptionList
        items={[
          {
            term: "Workspace",
            value: (
              <span className="flex flex-wrap items-center gap-2">
                {integration.teamName}
                <Code copy={integration.teamId}>{integration.teamId}</Code>
                {integration.isActive ? <Badge>active</Badge> : null}
              </span>
            ),
          },
          { term: "Bot", value: <Code copy={`@${integration.botName}`}>@{integration.botName}</Code> },
          {
            term: "Scopes",
            value: (
              <ul className="flex flex-wrap gap-1.5">
                {scopes.map((scope) => (
                  <li key={scope}>
                    <Badge mono>{scope}</Badge>
                  </li>
                ))}
                {missingScopes.map(({ scope, purpose }) => (
                  <li key={scope} className="flex flex-wrap items-center gap-1.5">
                    <Badge mono>{scope}</Badge>
                    <StatusBadge tone="warning" look="text">
                      missing
                    </StatusBadge>
                    <span className="text-muted">to {purpose}</span>
                  </li>
                ))}
              </ul>
            ),
          },
          {
            term: "Connected",
            value: (
              <span>
                <ExactTime date={integration.connectedAt} /> by {integration.connectedBy}
                {integration.source === "token" ? ", with a pasted bot token" : ""}
              </span>
            ),
          },
        ]}
      />
    </Card>
  );
}
