"use client";

import { Download } from "lucide-react";
import { useId } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { useHeldOpen } from "#components/ui/dialog.tsx";

/** Recovery codes, shown this once in a dialog: to copy, to save, and then gone. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  useHeldOpen();
  const label = useId();
  const text = `Recovery codes for Bellwire. Each works once.\n\n${codes.join("\n")}\n`;
  return (
    <div className="flex flex-col gap-4">
      <Callout tone="warning" title="Keep these codes now">
        They are not shown again. Each works once in place of the code, when your phone is not at hand.
      </Callout>
      <span id={label} className="sr-only">
        Recovery codes
      </span>
      <ul
        aria-labelledby={label}
        className="grid gap-x-6 gap-y-1.5 rounded-lg border bg-sunken px-4 py-3 font-mono text-sm sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary" onClick={onDone}>
          I have kept them
        </Button>
        <CopyButton value={text} label="Copy all" withLabel />
        <Button asChild size="sm">
          <a
            download="bellwire-recovery-codes.txt"
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          >
            <Download aria-hidden />
            Download
          </a>
        </Button>
      </div>
    </div>
  );
}
