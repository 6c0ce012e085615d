import { actionWords, familyOf, familyWords } from "#components/audit/action-words.ts";
import type { useAudit } from "#components/audit/use-audit.ts";
import { FilterBar, type FilterOption } from "#components/ui/filter-bar.tsx";
import type { useUrlFilters } from "#components/ui/use-url-filters.ts";

interface AuditFiltersProps {
  options: ReturnType<typeof useAudit>["options"]["data"];
  filters: ReturnType<typeof useUrlFilters>;
}

/** Who, what, which project and when, offered as they occur in the log. */
export function AuditFilters({ options, filters }: AuditFiltersProps) {
  const projects = options?.projects ?? [];
  return (
    <FilterBar
      filters={filters}
      textLabel="Search name, id or address"
      choices={[
        { name: "actor", label: "Who", any: "Anybody", options: actorOptions(options) },
        { name: "action", label: "What", any: "Any action", options: actionOptions(options?.actions ?? []) },
        ...(projects.length > 0
          ? [
              {
                name: "project",
                label: "Project",
                any: "Any project",
                options: projects.map(({ id, name }) => ({ value: id, label: name })),
              },
            ]
          : []),
      ]}
      dates
    />
  );
}

function actorOptions(options: AuditFiltersProps["options"]): FilterOption[] {
  const { people = [], identities = [], system, nobody } = options ?? {};
  const all = (value: string, label: string) => ({ value, label });
  return [
    ...(people.length > 0 ? [all("user", "Any person")] : []),
    ...(identities.length > 0 ? [all("identity", "Any machine identity")] : []),
    ...(system ? [all("system", "Bellwire itself")] : []),
    ...(nobody ? [all("anonymous", "Nobody signed in")] : []),
    ...people.map(({ id, name }) => ({ value: id, label: name, group: "People" })),
    ...identities.map(({ id, name }) => ({ value: id, label: name, group: "Machine identities" })),
  ];
}

/** Each family as a group, and as a choice of its own where it has several actions. */
function actionOptions(actions: readonly string[]): FilterOption[] {
  const families = [...new Set(actions.map(familyOf))];
  return families.flatMap((family) => {
    const group = familyWords(family);
    const inside = actions.filter((action) => familyOf(action) === family);
    return [
      ...(inside.length > 1 ? [{ value: family, label: `${group}: everything`, group }] : []),
      ...inside.map((action) => ({ value: action, label: actionWords(action), group })),
    ];
  });
}
