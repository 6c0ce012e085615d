"use client";

import { BookOpen, LogOut } from "lucide-react";
import { signOut } from "next-auth/react";
import { personNavigation } from "#components/app-frame/navigation.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import {
  DropdownMenu,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
} from "#components/ui/dropdown-menu.tsx";

/** Who is signed in, and the way out. */
export function UserMenu({ person }: { person: { name: string; email: string } }) {
  return (
    <DropdownMenu
      side="top"
      align="start"
      className="w-(--radix-dropdown-menu-trigger-width)"
      trigger={
        <button
          type="button"
          aria-label={`Account of ${person.name}`}
          className="flex w-full items-center gap-2.5 rounded-lg px-2 py-1.5 text-left hover:bg-hover"
        >
          <Avatar name={person.name} size="sm" />
          <span className="min-w-0 grow truncate">{person.name}</span>
        </button>
      }
    >
      <DropdownMenuLabel>{person.email}</DropdownMenuLabel>
      {personNavigation.entries.map(({ href, icon, label }) => (
        <DropdownMenuItem key={href} href={href} icon={icon}>
          {label}
        </DropdownMenuItem>
      ))}
      <DropdownMenuItem href="/docs/api" icon={<BookOpen />}>
        API reference
      </DropdownMenuItem>
      <DropdownMenuSeparator />
      <DropdownMenuItem icon={<LogOut />} onSelect={() => void signOut({ callbackUrl: "/sign-in" })}>
        Sign out
      </DropdownMenuItem>
    </DropdownMenu>
  );
}
