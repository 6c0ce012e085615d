"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { z } from "zod";
import { EventTypeField } from "#components/notifications/event-type-field.tsx";
import { type FilterDraft, FilterFields } from "#components/notifications/filter-fields.tsx";
import type { Environments, Families } from "#components/notifications/types.ts";
import { WebhookGuide } from "#components/notifications/webhook-guide.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";
import { Card } from "#components/ui/card.tsx";
import {
  CancelButton,
  Form,
  FormActions,
  FormError,
  FormField,
  SubmitButton,
  useZodForm,
} from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const fields = z.object({
  name: z.string().trim().min(1, "Give it a name, such as the channel it posts to."),
  webhookUrl: z.string().trim().min(1, "Paste the Webhook URL that Slack shows."),
});

interface AddWebhookFormProps {
  projectId: string;
  families: Families;
  environments: Environments;
}

/** Name, address, events and an optional filter. */
export function AddWebhookForm({ projectId, families, environments }: AddWebhookFormProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const [eventTypes, setEventTypes] = useState<string[]>([]);
  const [filter, setFilter] = useState<FilterDraft>({ environments: [], pathGlob: "" });
  const [problem, setProblem] = useState<{ field: string; message: string }>();
  const at = (field: string) => (problem?.field === field ? problem.message : undefined);
  const add = useMutation(trpc.notifications.addSlackWebhook.mutationOptions());
  const form = useZodForm({ schema: fields, defaultValues: { name: "", webhookUrl: "" } });
  const base = `/projects/${projectId}/notifications`;
  return (
    <Form
      form={form}
      className="gap-6"
      onSubmit={async (values) => {
        setProblem(undefined);
        if (eventTypes.length === 0) {
          setProblem({ field: "eventTypes", message: "Choose at least one event." });
          return undefined;
        }
        const pathGlob = filter.pathGlob.trim() || null;
        try {
          const made = await add.mutateAsync({
            projectId,
            ...values,
            eventTypes,
            filter: { environments: filter.environments, pathGlob },
          });
          await client.invalidateQueries({ queryKey: trpc.notifications.pathKey() });
          toastSuccess(`Events go to ${made.name} from now on. Send a test to see that they arrive.`);
          router.push(`${base}/${made.id}`);
          return undefined;
        } catch (error) {
          const { message, field } = refusalOf(error);
          if (field === "name" || field === "webhookUrl") return { fieldErrors: { [field]: message } };
          const known = ["eventTypes", "filter.environments", "filter.pathGlob"].find((one) => field === one);
          if (!known) return { formError: message };
          setProblem({ field: known, message });
          return undefined;
        }
      }}
    >
      <WebhookGuide />
      <Card title="Webhook">
        <div className="flex max-w-xl flex-col gap-5">
          <FormField
            form={form}
            name="name"
            label="Name"
            help="What this project calls it, such as the channel it posts to."
            required
          >
            {(field) => <Input {...field} autoComplete="off" placeholder="#deploys" />}
          </FormField>
          <FormField
            form={form}
            name="webhookUrl"
            label="Webhook URL"
            help="As Slack shows it: https://hooks.slack.com/services/…"
            required
          >
            {(field) => <Input {...field} type="password" mono autoComplete="off" spellCheck={false} />}
          </FormField>
        </div>
      </Card>
      <Card title="What it gets">
        <EventTypeField
          families={families}
          value={eventTypes}
          onChange={setEventTypes}
          error={at("eventTypes")}
        />
      </Card>
      <Card title="Filter">
        <div className="flex max-w-xl flex-col gap-5">
          <FilterFields
            value={filter}
            onChange={setFilter}
            environments={environments}
            errors={{ environments: at("filter.environments"), pathGlob: at("filter.pathGlob") }}
          />
        </div>
      </Card>
      <FormError />
      <FormActions hint="It gets the chosen events from the next one on.">
        <SubmitButton>Add webhook</SubmitButton>
        <CancelButton href={base} />
      </FormActions>
    </Form>
  );
}
