import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "#components/ui/empty-state.tsx";

interface ForbiddenStateProps {
  /** What one may not do or see here. */
  title?: ReactNode;
  /** Who may, and whom to ask. */
  why?: ReactNode;
  action?: ReactNode;
}

/** The person is signed in but may not see this: says who may, and whom to ask. */
export function ForbiddenState({
  title = "You do not have access to this page",
  why = "Your role does not include it. Ask an admin of this project or organization for access.",
  action,
}: ForbiddenStateProps) {
  return <EmptyState icon={<Lock />} title={title} why={why} action={action} />;
}
