"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { toastError } from "#components/ui/toaster.tsx";

interface CopyButtonProps {
  /** What is copied. */
  value: string;
  /** What it is: "Copy id". Also the tooltip. */
  label?: string;
  /** With its label in sight, as a proper button. */
  withLabel?: boolean;
  className?: string;
}

async function copy(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return false;
  }
}

/** Copies a value and says so, to the eye and to screen readers. */
export function CopyButton({ value, label = "Copy", withLabel = false, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  const onClick = async () => {
    if (await copy(value)) setCopied(true);
    else
      toastError("The browser did not allow copying.", {
        description: "Select the text and copy it by hand.",
      });
  };
  const icon = copied ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />;
  return (
    <>
      {withLabel ? (
        <Button size="sm" onClick={onClick} className={className}>
          {icon}
          {label}
        </Button>
      ) : (
        <IconButton label={label} size="sm" onClick={onClick} className={className}>
          {icon}
        </IconButton>
      )}
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </>
  );
}
