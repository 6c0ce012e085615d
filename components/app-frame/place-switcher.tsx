"use client";

import { ChevronsUpDown } from "lucide-react";
import type { currentPlace, Mine } from "#components/app-frame/current-place.ts";
import { organizationIcon, projectIcon } from "#components/app-frame/navigation.tsx";
import { BrandMark } from "#components/ui/brand-mark.tsx";
import {
  DropdownMenu,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
} from "#components/ui/dropdown-menu.tsx";

/** Shows where one is and leads to every organization and project one belongs to. */
export function PlaceSwitcher({
  mine,
  place,
}: {
  mine: readonly Mine[];
  place: ReturnType<typeof currentPlace>;
}) {
  const { organization, project } = place;
  return (
    <DropdownMenu
      className="w-(--radix-dropdown-menu-trigger-width)"
      trigger={
        <button
          type="button"
          aria-label="Switch organization or project"
          className="flex w-full items-center gap-2.5 rounded-lg px-2 py-1.5 text-left hover:bg-hover"
        >
          <BrandMark className="size-6 shrink-0" />
          <span className="min-w-0 grow">
            <span className="block truncate font-medium">
              {project?.name ?? organization?.name ?? "Bellwire"}
            </span>
            {project && organization ? (
              <span className="block truncate text-xs text-muted">{organization.name}</span>
            ) : null}
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </button>
      }
    >
      {mine.map((one, index) => (
        <div key={one.id}>
          {index > 0 ? <DropdownMenuSeparator /> : null}
          <DropdownMenuLabel>{one.name}</DropdownMenuLabel>
          <DropdownMenuItem href={`/organizations/${one.id}`} icon={organizationIcon}>
            Organization
          </DropdownMenuItem>
          {one.projects.map((entry) => (
            <DropdownMenuItem key={entry.id} href={`/projects/${entry.id}`} icon={projectIcon}>
              {entry.name}
            </DropdownMenuItem>
          ))}
        </div>
      ))}
      {mine.length === 0 ? <DropdownMenuLabel>You are in no organization yet.</DropdownMenuLabel> : null}
    </DropdownMenu>
  );
}
