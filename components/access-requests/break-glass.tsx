"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Siren } from "lucide-react";
import { useState } from "react";
import type { RequestDetail } from "#components/access-requests/types.ts";
import { accessInWords, listInWords } from "#components/access-requests/words.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

/** Granting past the policy: apart from the ordinary decision, with a reason and after saying what it does. */
export function BreakGlass({ projectId, request }: { projectId: string; request: RequestDetail }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const review = useMutation(trpc.accessRequests.review.mutationOptions());
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const confirm = async () => {
    if (reason.trim() === "") {
      setMissing(true);
      // The field says it; the dialog only has to stay.
      return "";
    }
    await review.mutateAsync({
      projectId,
      requestId: request.id,
      revision: request.revision,
      decision: "break_glass",
      comment: reason,
    });
    await client.invalidateQueries({ queryKey: trpc.accessRequests.pathKey() });
    toastSuccess(`Granted past the policy. ${request.requester.name} has access now.`);
  };
  const duration =
    request.durationSeconds === null ? "permanently" : `for ${accessInWords(request.durationSeconds)}`;
  return (
    <div className="flex flex-col items-start gap-2 border-t pt-4">
      <p className="font-medium">Break the glass</p>
      <p className="text-sm text-muted">
        You may grant this without the approvers, for an emergency that cannot wait for them.
      </p>
      <ConfirmDialog
        trigger={
          <Button variant="danger">
            <Siren aria-hidden />
            Grant past the policy
          </Button>
        }
        title="Grant past the policy?"
        consequence={`${request.requester.name} gets ${listInWords(request.permissions)} on ${request.secretPath} in ${request.environment} at once, ${duration}, without the approvals that ${request.policy.name} requires. The channels are told as urgent, and your reason stands in the audit log.`}
        confirmLabel="Grant past the policy"
        onConfirm={confirm}
      >
        <Field
          label="Reason"
          required
          help="Why this cannot wait for the approvers."
          error={missing && reason.trim() === "" ? "Say why this cannot wait for the approvers." : undefined}
        >
          <Textarea value={reason} maxLength={4000} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </ConfirmDialog>
    </div>
  );
}
