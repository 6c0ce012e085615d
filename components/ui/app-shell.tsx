"use client";

import { Menu, Search } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { BrandMark } from "#components/ui/brand-mark.tsx";
import {
  type CommandGroup,
  CommandMenu,
  CommandMenuButton,
  openCommandMenu,
} from "#components/ui/command-menu.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";

interface AppShellProps {
  /** At the top of the nav: the organization and project switcher. */
  switcher?: ReactNode;
  /** `NavSection`s with `NavLink`s. */
  nav: ReactNode;
  /** At the bottom of the nav: the user's menu. */
  footer?: ReactNode;
  /** Beside the user's menu, and in the phone's top bar: what one was told of. */
  notices?: ReactNode;
  /** What ⌘K finds; without it there is no command menu. */
  commands?: readonly CommandGroup[];
  /** In the phone's top bar: where one is. */
  title?: ReactNode;
  /** Above the page, at full width: an instance-wide notice. */
  banner?: ReactNode;
  children: ReactNode;
}

/** The frame of the signed-in application: left nav on a desk, top bar with a menu on a phone. */
export function AppShell({
  switcher,
  nav,
  footer,
  notices,
  commands,
  title,
  banner,
  children,
}: AppShellProps) {
  const pathname = usePathname();
  const [openAt, setOpenAt] = useState<string>();
  const column = (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-col gap-2 p-3">
        {switcher}
        {commands ? <CommandMenuButton className="max-md:hidden" /> : null}
      </div>
      <nav aria-label="Main" className="flex min-h-0 grow flex-col gap-5 overflow-y-auto px-3 pt-1 pb-4">
        {nav}
      </nav>
      {footer ? (
        <div className="flex items-center gap-1 border-t p-2">
          <div className="min-w-0 grow">{footer}</div>
          <div className="max-md:hidden">{notices}</div>
        </div>
      ) : null}
    </div>
  );
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[248px_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-70 rounded-lg bg-ink text-canvas focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh border-r bg-sunken md:block">{column}</aside>
      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b bg-canvas px-2 md:hidden">
          <IconButton label="Menu" onClick={() => setOpenAt(pathname)}>
            <Menu />
          </IconButton>
          <BrandMark className="size-5" />
          <span className="min-w-0 grow truncate font-medium">{title ?? "Bellwire"}</span>
          {notices}
          {commands ? (
            <IconButton label="Go to" onClick={openCommandMenu}>
              <Search />
            </IconButton>
          ) : null}
        </header>
        {/* Open only on the page it was opened on: following a link closes it. */}
        <Sheet
          side="left"
          title="Menu"
          titleHidden
          className="max-w-72 bg-sunken"
          open={openAt === pathname}
          onOpenChange={(open) => setOpenAt(open ? pathname : undefined)}
        >
          {column}
        </Sheet>
        {banner}
        <main id="main" tabIndex={-1} className="min-w-0 grow outline-none">
          {children}
        </main>
      </div>
      {commands ? <CommandMenu groups={commands} /> : null}
    </div>
  );
}
