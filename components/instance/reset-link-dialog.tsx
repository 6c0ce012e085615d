"use client";

import { useMutation } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useState } from "react";
import { LinkOnce } from "#components/invitations/link-once.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Issued = inferRouterOutputs<AppRouter>["passwordResets"]["create"];
type Person = { id: string; name: string };

/** Makes a link by which somebody chooses a new password, and shows it once. */
export function ResetLinkDialog({ user }: { user: Person }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button>Make a link</Button>}
      title={`Password reset link for ${user.name}`}
      description="An earlier link that was not used stops working."
    >
      <Making user={user} />
    </Dialog>
  );
}

function Making({ user }: { user: Person }) {
  const create = useMutation(useTRPC().passwordResets.create.mutationOptions());
  const [issued, setIssued] = useState<Issued>();
  const [problem, setProblem] = useState<string>();
  if (issued) {
    return (
      <LinkOnce link={issued.link} expiresAt={issued.expiresAt}>
        Whoever has it chooses the password of {user.name}, so give it to nobody else.
      </LinkOnce>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      {problem ? (
        <Callout tone="danger" live>
          {problem}
        </Callout>
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          variant="primary"
          pending={create.isPending}
          onClick={async () => {
            try {
              setIssued(await create.mutateAsync({ userId: user.id }));
            } catch (error) {
              setProblem(refusalOf(error).message);
            }
          }}
        >
          Make the link
        </Button>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </div>
    </div>
  );
}
