"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { currentPlace, type Mine } from "#components/app-frame/current-place.ts";
import {
  instanceNavigation,
  noticesPath,
  type NavGroup,
  organizationNavigation,
  personNavigation,
  projectNavigation,
} from "#components/app-frame/navigation.tsx";
import { NoticeBell } from "#components/attention/notice-bell.tsx";
import { PlaceSwitcher } from "#components/app-frame/place-switcher.tsx";
import { UserMenu } from "#components/app-frame/user-menu.tsx";
import { useBadges } from "#components/app-frame/use-badges.ts";
import { useCommands } from "#components/app-frame/use-commands.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { AppShell } from "#components/ui/app-shell.tsx";
import { NavLink, NavSection } from "#components/ui/nav-link.tsx";

interface AppFrameProps {
  person: { name: string; email: string; isInstanceAdmin: boolean };
  /** As of the page's rendering; refreshed from there. */
  mine: Mine[];
  children: ReactNode;
}

/** The frame around every signed-in page: switcher, nav of the current place, ⌘K, and the person's menu. */
export function AppFrame({ person, mine: initial, children }: AppFrameProps) {
  const pathname = usePathname();
  const trpc = useTRPC();
  const { data: mine = initial } = useQuery(
    trpc.organizations.mine.queryOptions(undefined, { initialData: initial }),
  );
  const place = currentPlace(pathname, mine);
  const groups = navigationOf(place, person.isInstanceAdmin, isPersonal(pathname));
  const badges = useBadges(place.project?.id, place.organization?.id);
  const commands = useCommands(mine, place, groups);
  return (
    <AppShell
      title={place.project?.name ?? place.organization?.name}
      switcher={<PlaceSwitcher mine={mine} place={place} />}
      nav={groups.map((group) => (
        <NavSection key={group.title ?? "main"} title={group.title}>
          {group.entries.map(({ badge, ...entry }) => (
            <NavLink
              key={entry.href}
              href={entry.href}
              icon={entry.icon}
              exact={entry.exact}
              count={badge && badges[badge].count}
              countLabel={badge && badges[badge].label}
            >
              {entry.label}
            </NavLink>
          ))}
        </NavSection>
      ))}
      footer={<UserMenu person={person} />}
      notices={<NoticeBell />}
      commands={commands}
    >
      {children}
    </AppShell>
  );
}

/** Pages of the person, which stand in no organization. */
const isPersonal = (pathname: string) => pathname.startsWith("/account/") || pathname === noticesPath;

function navigationOf(
  place: ReturnType<typeof currentPlace>,
  isInstanceAdmin: boolean,
  personal: boolean,
): NavGroup[] {
  const { organization, project } = place;
  const administers = organization?.role === "owner" || organization?.role === "admin";
  const here = project
    ? projectNavigation(project.id)
    : organization
      ? organizationNavigation(organization.id, administers)
      : personal
        ? [personNavigation]
        : [];
  return isInstanceAdmin ? [...here, instanceNavigation] : here;
}
