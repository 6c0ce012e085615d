import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { Fragment, type ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

interface PageProps {
  /** `text`: at most 1100 px, for text and forms. `full`: all there is, for tables. */
  width?: "text" | "full";
  className?: string;
  children: ReactNode;
}

/** The frame of every page inside the shell: the header first, then sections with an even distance. */
export function Page({ width = "text", className, children }: PageProps) {
  return (
    <div
      className={cn(
        "mx-auto flex w-full flex-col gap-6 px-4 pt-5 pb-16 sm:px-8 sm:pt-7",
        width === "text" && "max-w-[1164px]",
        className,
      )}
    >
      {children}
    </div>
  );
}

interface Crumb {
  label: string;
  href: string;
}

interface PageHeaderProps {
  title: ReactNode;
  /** One line that says what the page is for. */
  purpose?: ReactNode;
  /** The primary action, and others left of it. */
  action?: ReactNode;
  /** Beside the title: how the thing stands. */
  status?: ReactNode;
  /** The page above this one. */
  back?: Crumb;
  /** The pages above this one, from the top; instead of `back`. */
  breadcrumb?: readonly Crumb[];
}

/** Title, one line of purpose, primary action at the right. */
export function PageHeader({ title, purpose, action, status, back, breadcrumb }: PageHeaderProps) {
  return (
    <header className="flex flex-col gap-2">
      {back ? (
        <Link
          href={back.href}
          className="-ml-1 flex w-fit items-center gap-1 rounded-sm pr-1 text-sm text-muted transition-colors hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {back.label}
        </Link>
      ) : null}
      {breadcrumb ? (
        <nav aria-label="Breadcrumb">
          <ol className="flex flex-wrap items-center gap-1 text-sm text-muted">
            {breadcrumb.map((crumb, index) => (
              <Fragment key={crumb.href}>
                {index > 0 ? (
                  <li aria-hidden>
                    <ChevronRight className="size-3.5" />
                  </li>
                ) : null}
                <li>
                  <Link href={crumb.href} className="rounded-sm transition-colors hover:text-ink">
                    {crumb.label}
                  </Link>
                </li>
              </Fragment>
            ))}
          </ol>
        </nav>
      ) : null}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">{title}</h1>
            {status}
          </div>
          {purpose ? <p className="mt-0.5 max-w-2xl text-muted">{purpose}</p> : null}
        </div>
        {action ? <div className="flex flex-wrap items-center gap-2">{action}</div> : null}
      </div>
    </header>
  );
}
