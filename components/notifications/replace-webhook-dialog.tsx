"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { z } from "zod";
import { useMended } from "#components/attention/use-mended.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const fields = z.object({
  name: z.string().trim().min(1, "Give it a name, such as the channel it posts to."),
  webhookUrl: z.string().trim(),
});

interface ReplaceWebhookDialogProps {
  projectId: string;
  destination: { id: string; name: string; waiting?: number };
  trigger: ReactNode;
}

/** Puts another incoming webhook in place of a destination's, or renames it; what waits goes to the new one. */
export function ReplaceWebhookDialog({ projectId, destination, trigger }: ReplaceWebhookDialogProps) {
  const trpc = useTRPC();
  const refresh = useMended();
  const [open, setOpen] = useState(false);
  const change = useMutation(trpc.notifications.changeWebhook.mutationOptions());
  const { id: destinationId, name: before, waiting = 0 } = destination;
  const form = useZodForm({ schema: fields, defaultValues: { name: before, webhookUrl: "" } });
  return (
    <Dialog
      trigger={trigger}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        form.reset({ name: before, webhookUrl: "" });
      }}
      title={`Change the webhook of ${before}`}
      description={
        waiting > 0
          ? `The ${waiting === 1 ? "message that waits goes" : `${waiting} messages that wait go`} to the new address, in order.`
          : "Its subscriptions stay."
      }
    >
      <Form
        form={form}
        onSubmit={async ({ name, webhookUrl }) => {
          if (webhookUrl === "" && name === before) {
            return {
              fieldErrors: { webhookUrl: "Paste the address of the new webhook, or change the name." },
            };
          }
          try {
            await change.mutateAsync({
              projectId,
              destinationId,
              ...(name === before ? {} : { name }),
              ...(webhookUrl === "" ? {} : { webhookUrl }),
            });
          } catch (error) {
            return formFailureOf(error);
          }
          setOpen(false);
          await refresh();
          toastSuccess(
            webhookUrl === "" ? `It is called ${name} now.` : `Events go to the new webhook from now on.`,
          );
          return undefined;
        }}
      >
        <FormField form={form} name="name" label="Name" required>
          {(field) => <Input {...field} autoComplete="off" />}
        </FormField>
        <FormField
          form={form}
          name="webhookUrl"
          label="New webhook URL"
          optional
          help="As Slack shows it, with https:// in front. Leave it empty to keep the address there is."
        >
          {(field) => <Input {...field} type="password" mono autoComplete="off" spellCheck={false} />}
        </FormField>
        <FormError />
        <FormActions>
          <SubmitButton>Save</SubmitButton>
        </FormActions>
      </Form>
    </Dialog>
  );
}
