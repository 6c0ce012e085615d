"use client";

import type { ReactNode } from "react";
import { DurationInput } from "#components/access-requests/duration-field.tsx";
import {
  type IdentityFormIn,
  type IdentityFormOut,
  identityFormSchema,
} from "#components/identities/identity-form-schema.ts";
import {
  Form,
  FormActions,
  FormError,
  FormField,
  type FormFailure,
  useZodForm,
} from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

const roles = [
  { value: "member", label: "Member", description: "Only the projects it is added to, with its role there" },
  {
    value: "admin",
    label: "Admin",
    description: "Every project, members, workflow integrations and machine identities",
  },
];

interface IdentityFormProps {
  values: IdentityFormIn;
  /** Saves; a returned failure is shown. */
  onSubmit: (values: IdentityFormOut) => Promise<FormFailure | undefined>;
  /** What saving does. */
  hint?: ReactNode;
  /** The buttons. */
  children: ReactNode;
}

/** What people choose of an identity, for adding and for changing one. */
export function IdentityForm({ values, onSubmit, hint, children }: IdentityFormProps) {
  const form = useZodForm<IdentityFormIn, IdentityFormOut>({
    schema: identityFormSchema,
    defaultValues: values,
  });
  const [lifeUnit, longestUnit] = form.watch(["lifeUnit", "longestUnit"]);
  const validate = () => ({ shouldValidate: form.formState.isSubmitted, shouldDirty: true });
  return (
    <Form form={form} className="max-w-xl" onSubmit={onSubmit}>
      <FormField form={form} name="name" label="Name" help="The program, as the audit log names it." required>
        {(field) => <Input {...field} autoComplete="off" placeholder="deploy-pipeline" />}
      </FormField>
      <FormField form={form} name="role" label="Organization role" group>
        {(field) => <RadioGroup {...field} options={roles} />}
      </FormField>
      <FormField
        form={form}
        name="clientSecretNetworks"
        label="Networks that may log in"
        help="An address or network a line. Empty means any."
        optional
      >
        {(field) => <Textarea {...field} mono rows={2} placeholder={"203.0.113.7\n10.0.0.0/8"} />}
      </FormField>
      <FormField
        form={form}
        name="accessTokenNetworks"
        label="Networks that may use an access token"
        help="An address or network a line. Empty means any. Counts at once, also for tokens that were given before."
        optional
      >
        {(field) => <Textarea {...field} mono rows={2} />}
      </FormField>
      <FormField
        form={form}
        name="life"
        label="Life of an access token"
        help="The program renews it before, or logs in again after."
        required
      >
        {(field) => (
          <DurationInput
            amount={field}
            unit={lifeUnit}
            onUnitChange={(unit) => form.setValue("lifeUnit", unit, validate())}
          />
        )}
      </FormField>
      <FormField
        form={form}
        name="longest"
        label="Longest life"
        help="Renewing does not stretch a token beyond this, counted from the login."
        required
      >
        {(field) => (
          <DurationInput
            amount={field}
            unit={longestUnit}
            onUnitChange={(unit) => form.setValue("longestUnit", unit, validate())}
          />
        )}
      </FormField>
      <FormField
        form={form}
        name="usesMax"
        label="Uses of an access token"
        help="How many requests one token is good for. Empty means no limit."
        optional
      >
        {(field) => <Input {...field} inputMode="numeric" autoComplete="off" className="max-w-32" />}
      </FormField>
      <FormError />
      <FormActions hint={hint}>{children}</FormActions>
    </Form>
  );
}
