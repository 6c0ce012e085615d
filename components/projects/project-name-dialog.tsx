"use client";

import type { ReactNode } from "react";
import { z } from "zod";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";

const schema = z.object({
  name: z.string().trim().min(1, "Name the project.").max(100, "Use at most 100 characters."),
});

interface ProjectNameDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  name?: string;
  submitLabel: string;
  hint?: ReactNode;
  /** Closes on success; a refusal is shown at the field. */
  onSubmit: (name: string) => Promise<void>;
}

/** Asks for a project's name, to create or rename it. */
export function ProjectNameDialog(props: ProjectNameDialogProps) {
  const { open, onOpenChange, title, description } = props;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={description} size="sm">
      <NameForm {...props} />
    </Dialog>
  );
}

function NameForm({ name = "", submitLabel, hint, onSubmit, onOpenChange }: ProjectNameDialogProps) {
  const form = useZodForm({ schema, defaultValues: { name } });
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        try {
          await onSubmit(values.name);
          onOpenChange(false);
        } catch (error) {
          return formFailureOf(error);
        }
      }}
    >
      <FormField form={form} name="name" label="Name" help="Such as the product or team it is for." required>
        {(field) => <Input {...field} autoComplete="off" />}
      </FormField>
      <FormError />
      <FormActions hint={hint}>
        <SubmitButton>{submitLabel}</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}
