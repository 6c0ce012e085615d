"use client";

import { useQuery } from "@tanstack/react-query";
import { Bell, KeyRound } from "lucide-react";
import type { currentPlace, Mine } from "#components/app-frame/current-place.ts";
import {
  type NavGroup,
  organizationIcon,
  organizationNavigation,
  personNavigation,
  projectIcon,
} from "#components/app-frame/navigation.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import type { CommandGroup } from "#components/ui/command-menu.tsx";

const staleTime = 60_000;
const requestsMax = 50;

/** What ⌘K finds: the pages of the place one is in, its destinations and requests, every project and organization. */
export function useCommands(
  mine: readonly Mine[],
  { organization, project }: ReturnType<typeof currentPlace>,
  here: readonly NavGroup[],
): CommandGroup[] {
  const things = useThingsOf(project);
  return [
    ...here.map((group) => ({
      heading: group.title ?? project?.name ?? organization?.name ?? "Go to",
      items: group.entries,
    })),
    ...things,
    ...(project && organization ? [pagesOf(organization)] : []),
    ...(here.includes(personNavigation) ? [] : [{ heading: "Account", items: personNavigation.entries }]),
    {
      heading: "Projects",
      items: mine.flatMap((one) =>
        one.projects.map((entry) => ({
          label: entry.name,
          hint: one.name,
          href: `/projects/${entry.id}`,
          icon: projectIcon,
        })),
      ),
    },
    {
      heading: "Organizations",
      items: mine.map((one) => ({
        label: one.name,
        href: `/organizations/${one.id}`,
        icon: organizationIcon,
      })),
    },
  ].filter((group) => group.items.length > 0);
}

/** The organization's own pages, for somebody who is in one of its projects. */
function pagesOf({ id, role }: Mine): CommandGroup {
  const groups = organizationNavigation(id, role === "owner" || role === "admin");
  return { heading: "Organization", items: groups.flatMap((group) => group.entries) };
}

function useThingsOf(project: { id: string; name: string } | undefined): CommandGroup[] {
  const trpc = useTRPC();
  const projectId = project?.id ?? "";
  const options = { enabled: project !== undefined, staleTime, refetchOnWindowFocus: false };
  const destinations = useQuery(trpc.notifications.list.queryOptions({ projectId }, options));
  const requests = useQuery(
    trpc.accessRequests.list.queryOptions({ projectId, limit: requestsMax }, options),
  );
  return [
    {
      heading: "Destinations",
      items: (destinations.data?.destinations ?? []).map((one) => ({
        label: one.name,
        href: `/projects/${projectId}/notifications/${one.id}`,
        icon: <Bell />,
      })),
    },
    {
      heading: "Access requests",
      items: (requests.data?.requests ?? []).map((one) => ({
        label: `${one.requester.name}: ${one.permissions.join(", ")}`,
        hint: `${one.environment} ${one.secretPath}`,
        href: `/projects/${projectId}/access-requests/${one.id}`,
        icon: <KeyRound />,
      })),
    },
  ];
}
