"use client";

import { type ReactNode, useState } from "react";
import { z } from "zod";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";

type Proof = { by: "password"; password: string } | { by: "code"; code: string };

interface ProofDialogProps {
  trigger: ReactNode;
  title: string;
  /** What will come of it. */
  description: string;
  /** The verb on the button. */
  action: string;
  danger?: boolean;
  /** Does it; a refusal is shown at its field. */
  onProven: (proof: Proof) => Promise<void>;
}

/** Asks for the password, or a code, before something that weakens or renews the second step. */
export function ProofDialog({ trigger, title, description, ...form }: ProofDialogProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      trigger={trigger}
      open={open}
      onOpenChange={setOpen}
      title={title}
      description={description}
      size="sm"
    >
      <ProofForm {...form} onClose={() => setOpen(false)} />
    </Dialog>
  );
}

const schemas = {
  password: z.object({ password: z.string().min(1, "Type your password."), code: z.string() }),
  code: z.object({ password: z.string(), code: z.string().trim().min(1, "Type a code.") }),
};

type ProofFormProps = Pick<ProofDialogProps, "action" | "danger" | "onProven"> & { onClose: () => void };

function ProofForm({ action, danger = false, onProven, onClose }: ProofFormProps) {
  const [by, setBy] = useState<Proof["by"]>("password");
  const form = useZodForm({ schema: schemas[by], defaultValues: { password: "", code: "" } });
  const other = by === "password" ? "Use a code instead" : "Use your password instead";
  const swap = (
    <Button
      variant="link"
      size="sm"
      onClick={() => {
        form.clearErrors();
        setBy(by === "password" ? "code" : "password");
      }}
    >
      {other}
    </Button>
  );
  return (
    <Form
      form={form}
      onSubmit={async ({ password, code }) => {
        try {
          await onProven(by === "password" ? { by, password } : { by, code });
          onClose();
        } catch (error) {
          return formFailureOf(error);
        }
      }}
    >
      {by === "password" ? (
        <FormField form={form} name="password" label="Password" aside={swap} key="password">
          {(field) => <Input {...field} type="password" autoComplete="current-password" autoFocus />}
        </FormField>
      ) : (
        <FormField
          form={form}
          name="code"
          label="Code"
          help="Of your authenticator app, or a recovery code."
          aside={swap}
          key="code"
        >
          {(field) => <Input {...field} mono autoComplete="one-time-code" spellCheck={false} autoFocus />}
        </FormField>
      )}
      <FormError />
      <FormActions>
        <SubmitButton variant={danger ? "danger" : "primary"}>{action}</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}
