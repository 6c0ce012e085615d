"use client";

import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DialogClose, useHeldOpen } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { ExactTime } from "#components/ui/time.tsx";

interface LinkOnceProps {
  link: string;
  expiresAt: Date | string;
  /** What the link does, and for whom. */
  children: ReactNode;
}

/** A secret link, shown this once, with the way to copy it; stands in a dialog. */
export function LinkOnce({ link, expiresAt, children }: LinkOnceProps) {
  useHeldOpen();
  return (
    <div className="flex flex-col gap-5">
      <Callout tone="info" title="Hand this link over yourself" className="wrap-anywhere">
        {children} Bellwire sends no mail, and nobody can read the link again after this.
      </Callout>
      <Field label="Link" help={<LinkEnds at={expiresAt} />}>
        <Input
          mono
          readOnly
          value={link}
          onFocus={(event) => event.currentTarget.select()}
          autoComplete="off"
        />
      </Field>
      <div className="flex flex-wrap items-center gap-3">
        <CopyButton value={link} label="Copy link" withLabel />
        <DialogClose>
          <Button variant="ghost">Done</Button>
        </DialogClose>
      </div>
    </div>
  );
}

function LinkEnds({ at }: { at: Date | string }) {
  return (
    <>
      Works once, until <ExactTime date={at} />.
    </>
  );
}
