import { ArrowLeft, BookOpen, FileJson } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { MethodMark } from "#components/api-docs/method-mark.tsx";
import { routeHref, routesByTag } from "#components/api-docs/operations.ts";
import { AppShell } from "#components/ui/app-shell.tsx";
import { BrandName } from "#components/ui/brand-mark.tsx";
import { NavLink, NavSection } from "#components/ui/nav-link.tsx";
import type { OpenApiDocument } from "#server/http/openapi.ts";

/** The frame of the reference: its routes by chapter, and ⌘K to find one. Nobody need be signed in. */
export function ApiDocsFrame({ document, children }: { document: OpenApiDocument; children: ReactNode }) {
  const chapters = routesByTag(document);
  return (
    <AppShell
      title="API reference"
      switcher={
        <Link href="/docs/api" className="flex h-9 items-center rounded-lg px-2">
          <BrandName />
        </Link>
      }
      nav={
        <>
          <NavSection>
            <NavLink href="/docs/api" icon={<BookOpen />} exact>
              API reference
            </NavLink>
          </NavSection>
          {chapters.map(({ name, routes }) => (
            <NavSection key={name} title={name}>
              {routes.map((route) => (
                <NavLink
                  key={route.operation.operationId}
                  href={routeHref(route)}
                  icon={<MethodMark method={route.method} narrow />}
                >
                  {route.operation.summary}
                </NavLink>
              ))}
            </NavSection>
          ))}
        </>
      }
      footer={
        <ul className="flex flex-col">
          <FooterLink href="/api/v1/openapi.json" icon={<FileJson />}>
            openapi.json
          </FooterLink>
          <FooterLink href="/" icon={<ArrowLeft />}>
            Back to Bellwire
          </FooterLink>
        </ul>
      }
      commands={chapters.map(({ name, routes }) => ({
        heading: name,
        items: routes.map((route) => ({
          label: route.operation.summary,
          href: routeHref(route),
          hint: route.method,
          keywords: [route.path],
        })),
      }))}
    >
      {children}
    </AppShell>
  );
}

function FooterLink({ href, icon, children }: { href: string; icon: ReactNode; children: ReactNode }) {
  return (
    <li>
      {/* Not Next's link: one is a file, the other leads to wherever a person's work is. */}
      <a
        href={href}
        className="flex h-8 items-center gap-2.5 rounded-lg px-2 text-sm text-muted transition-colors hover:bg-hover hover:text-ink max-md:h-10 [&_svg]:size-4"
      >
        {icon}
        {children}
      </a>
    </li>
  );
}
