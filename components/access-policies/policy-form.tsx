"use client";

import type { ReactNode } from "react";
import {
  type PolicyFormIn,
  type PolicyFormOut,
  policyFormSchema,
} from "#components/access-policies/policy-form-schema.ts";
import type { Candidates } from "#components/access-policies/types.ts";
import { DurationInput } from "#components/access-requests/duration-field.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
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
import { MultiSelect } from "#components/ui/multi-select.tsx";

interface PolicyFormProps {
  candidates: Candidates;
  defaultValues: PolicyFormIn;
  /** Saves; a returned failure is shown. */
  onSubmit: (values: PolicyFormOut) => Promise<FormFailure | undefined>;
  submitLabel: string;
  /** What saving does. */
  hint: ReactNode;
  backHref: string;
}

/** The fields of an access approval policy, for adding and for editing. */
export function PolicyForm(props: PolicyFormProps) {
  const { candidates, backHref } = props;
  const form = useZodForm<PolicyFormIn, PolicyFormOut>({
    schema: policyFormSchema,
    defaultValues: props.defaultValues,
  });
  const [limited, unit] = form.watch(["limited", "unit"]);
  const people = candidates.people.map(({ id, name, email }) => ({
    value: id,
    label: name,
    description: email,
    keywords: [email],
  }));
  return (
    <Form form={form} onSubmit={props.onSubmit} className="max-w-xl">
      <FormField form={form} name="name" label="Name" help="Requesters and approvers see it." required>
        {(field) => <Input {...field} autoComplete="off" placeholder="Production databases" />}
      </FormField>
      <FormField
        form={form}
        name="environments"
        label="Environments"
        optional
        help="Leave it empty for every environment."
      >
        {(field) => (
          <MultiSelect
            {...field}
            mono
            options={candidates.environments.map((slug) => ({ value: slug, label: slug }))}
            placeholder="Every environment"
            searchPlaceholder="Search environments"
          />
        )}
      </FormField>
      <FormField
        form={form}
        name="pathGlob"
        label="Secret path"
        help="/app is itself only, /app/* one level below, /app/** itself and everything below, /** everything. Where several policies match, the most specific one decides."
        required
      >
        {(field) => <Input {...field} mono autoComplete="off" spellCheck={false} placeholder="/app/**" />}
      </FormField>
      <FormField
        form={form}
        name="approverIds"
        label="Approvers"
        help="Only they decide; being a project admin does not make somebody an approver."
        required
      >
        {(field) => (
          <MultiSelect
            {...field}
            options={people}
            placeholder="Choose people"
            searchPlaceholder="Search by name or e-mail"
          />
        )}
      </FormField>
      <FormField
        form={form}
        name="requiredApprovals"
        label="Required approvals"
        help="How many different approvers must agree. One rejection is enough to reject."
        required
      >
        {(field) => <Input {...field} inputMode="numeric" autoComplete="off" className="max-w-24" />}
      </FormField>
      <FormField form={form} name="allowSelfApproval" label="Self-approval" group>
        {({ value, ...field }) => (
          <Checkbox
            {...field}
            checked={value}
            label="A requester who is an approver may approve their own request"
          />
        )}
      </FormField>
      <FormField
        form={form}
        name="limited"
        label="Duration"
        group
        help={limited ? undefined : "Without one, permanent access can be asked for."}
      >
        {({ value, ...field }) => (
          <Checkbox {...field} checked={value} label="Access has a longest duration" />
        )}
      </FormField>
      {limited ? (
        <FormField form={form} name="amount" label="Longest duration" required>
          {(field) => (
            <DurationInput
              amount={field}
              unit={unit}
              onUnitChange={(next) =>
                form.setValue("unit", next, { shouldValidate: form.formState.isSubmitted })
              }
            />
          )}
        </FormField>
      ) : null}
      <FormField
        form={form}
        name="bypasserIds"
        label="Bypassers"
        optional
        help="They may grant past the policy in an emergency, with a reason. The channels are told as urgent."
      >
        {(field) => (
          <MultiSelect
            {...field}
            options={people}
            placeholder="Nobody"
            searchPlaceholder="Search by name or e-mail"
          />
        )}
      </FormField>
      <FormError />
      <FormActions hint={props.hint}>
        <SubmitButton>{props.submitLabel}</SubmitButton>
        <CancelButton href={backHref} />
      </FormActions>
    </Form>
  );
}
