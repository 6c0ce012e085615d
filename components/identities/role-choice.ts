import { useQuery } from "@tanstack/react-query";
import { projectRoleOptions, projectRoleWords } from "#components/members/roles.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import type { SelectOption } from "#components/ui/select.tsx";
import type { ProjectRole } from "#server/authz/permissions.ts";

type Held = { role: ProjectRole | null; customRole: { id: string; name: string } | null };
type Choice = { role: ProjectRole } | { customRoleId: string };

/** A role as the value of a select: the name of a fixed one, or the id of one of the project's own. */
export const roleValueOf = ({ role, customRole }: Held): string => role ?? customRole?.id ?? "";

/** The value of a select as the server takes it. */
export function roleChoiceOf(value: string): Choice {
  const fixed = projectRoleOptions.find((option) => option.value === value)?.value;
  return fixed ? { role: fixed } : { customRoleId: value };
}

/** A role in words. */
export const roleWordsOf = ({ role, customRole }: Held): string =>
  role ? projectRoleWords[role] : (customRole?.name ?? "No role");

/** The roles one may give in a project, as options; undefined while they are asked for. */
export function useRoleOptions(projectId: string | null): SelectOption[] | undefined {
  const trpc = useTRPC();
  const input = { projectId: projectId ?? "" };
  const { data } = useQuery(trpc.customRoles.giveable.queryOptions(input, { enabled: projectId !== null }));
  if (!data) return undefined;
  const fixed = projectRoleOptions.filter(({ value }) => data.fixed.includes(value));
  return [
    ...fixed,
    ...data.custom.map(({ id, name, description }) => ({
      value: id,
      label: name,
      description: description || "A role of this project’s own",
    })),
  ];
}
