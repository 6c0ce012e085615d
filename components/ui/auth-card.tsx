import type { ReactNode } from "react";
import { BrandName } from "#components/ui/brand-mark.tsx";

interface AuthCardProps {
  title: ReactNode;
  /** One sentence below the title. */
  purpose?: ReactNode;
  /** Below the card: a way to elsewhere. */
  footer?: ReactNode;
  /** `md` for set-up pages and the public approval page. */
  width?: "sm" | "md";
  children: ReactNode;
}

/** The frame of pages outside the shell: sign-in, set-up, invitations, public approvals. */
export function AuthCard({ title, purpose, footer, width = "sm", children }: AuthCardProps) {
  return (
    <main id="main" className="flex min-h-dvh flex-col items-center px-4 pt-[max(2rem,12vh)] pb-12">
      <div className={width === "sm" ? "w-full max-w-sm" : "w-full max-w-lg"}>
        <BrandName className="mb-6 text-lg" />
        <div className="rounded-xl border bg-surface p-6">
          <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
          {purpose ? <p className="mt-1 text-muted">{purpose}</p> : null}
          <div className="mt-5">{children}</div>
        </div>
        {footer ? <div className="mt-4 text-center text-sm text-muted">{footer}</div> : null}
      </div>
    </main>
  );
}
