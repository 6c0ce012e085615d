"use client";

import type { ReactNode } from "react";
import { HeldField } from "#components/custom-roles/held-field.tsx";
import {
  type RoleFormIn,
  type RoleFormOut,
  roleFormSchema,
  rulesOf,
} from "#components/custom-roles/role-form-schema.ts";
import { RoleSentences } from "#components/custom-roles/role-sentences.tsx";
import { TryRole } from "#components/custom-roles/try-role.tsx";
import {
  CancelButton,
  Form,
  FormActions,
  FormError,
  FormField,
  type FormFailure,
  SubmitButton,
  useZodForm,
} from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

interface RoleFormProps {
  defaultValues: RoleFormIn;
  environments: readonly string[];
  /** Saves; a returned failure is shown. */
  onSubmit: (values: RoleFormOut) => Promise<FormFailure | undefined>;
  submitLabel: string;
  /** What saving does. */
  hint: ReactNode;
  backHref: string;
}

/** The fields of a role, with what it means in words and a place to try it. */
export function RoleForm(props: RoleFormProps) {
  const { environments } = props;
  const form = useZodForm<RoleFormIn, RoleFormOut>({
    schema: roleFormSchema,
    defaultValues: props.defaultValues,
  });
  const rules = rulesOf(form.watch("held"));
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Form form={form} onSubmit={props.onSubmit}>
        <FormField form={form} name="name" label="Name" help="Shown wherever roles are chosen." required>
          {(field) => <Input {...field} autoComplete="off" placeholder="Staging developer" />}
        </FormField>
        <FormField form={form} name="description" label="Description" optional>
          {(field) => <Textarea {...field} rows={2} />}
        </FormField>
        <FormField
          form={form}
          name="held"
          label="Permissions"
          group
          required
          help="A path such as /app is itself only, /app/* one level below, /app/** itself and everything below. Left empty, every path."
        >
          {({ value, onChange }) => (
            <HeldField
              value={value}
              onChange={onChange}
              environments={environments}
              strict={form.formState.isSubmitted}
            />
          )}
        </FormField>
        <FormError />
        <FormActions hint={props.hint}>
          <SubmitButton>{props.submitLabel}</SubmitButton>
          <CancelButton href={props.backHref} />
        </FormActions>
      </Form>
      <aside aria-label="What the role means" className="flex flex-col gap-4 lg:sticky lg:top-6">
        <RoleSentences rules={rules} />
        <TryRole rules={rules} environments={environments} />
      </aside>
    </div>
  );
}
