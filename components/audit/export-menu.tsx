"use client";

import { Download } from "lucide-react";
import { exportHref } from "#components/audit/use-audit.ts";
import { Button } from "#components/ui/button.tsx";
import { DropdownMenu, DropdownMenuItem, DropdownMenuLabel } from "#components/ui/dropdown-menu.tsx";
import type { useUrlFilters } from "#components/ui/use-url-filters.ts";

interface ExportMenuProps {
  organizationId: string | null;
  filters: ReturnType<typeof useUrlFilters>;
}

const formats = [
  { format: "csv", label: "CSV", hint: "for spreadsheets" },
  { format: "ndjson", label: "NDJSON", hint: "one JSON object a line" },
] as const;

/** Saves what the filters select as a file. */
export function ExportMenu({ organizationId, filters }: ExportMenuProps) {
  return (
    <DropdownMenu
      trigger={
        <Button>
          <Download aria-hidden />
          Export
        </Button>
      }
      className="min-w-64"
    >
      <DropdownMenuLabel>
        {filters.filtered ? "What the filters select, all pages" : "The whole log, all pages"}
      </DropdownMenuLabel>
      {formats.map(({ format, label, hint }) => (
        <DropdownMenuItem
          key={format}
          hint={hint}
          onSelect={() => download(exportHref(organizationId, filters, format))}
        >
          {label}
        </DropdownMenuItem>
      ))}
    </DropdownMenu>
  );
}

// Not a link of Next's: it would fetch ahead, and each export is recorded.
function download(href: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  link.click();
}
