import { StatusBadge } from "#components/ui/status.tsx";

interface IntegrationHealthProps {
  integration: { trouble: object | null; missingScopes: readonly unknown[]; lastSuccessAt: Date | null };
}

/** How a connection stands, in one word. */
export function IntegrationHealth({ integration }: IntegrationHealthProps) {
  if (integration.trouble) return <StatusBadge tone="danger">Needs attention</StatusBadge>;
  if (integration.missingScopes.length > 0) return <StatusBadge tone="warning">Scopes missing</StatusBadge>;
  return integration.lastSuccessAt ? (
    <StatusBadge tone="ok">Working</StatusBadge>
  ) : (
    <StatusBadge tone="neutral">Not used yet</StatusBadge>
  );
}
