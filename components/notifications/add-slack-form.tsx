"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { refusalOf } from "#components/trpc/refusal.ts";
import { type Choice, selectionsOf } from "#components/notifications/channel-choice.ts";
import { EventChannels } from "#components/notifications/event-channels.tsx";
import { type FilterDraft, FilterFields } from "#components/notifications/filter-fields.tsx";
import type { Families, Setup } from "#components/notifications/types.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface AddSlackFormProps {
  projectId: string;
  setup: Setup;
  families: Families;
}

const noFilter: FilterDraft = { environments: [], pathGlob: "" };
const fields = ["selections", "filter.environments", "filter.pathGlob"];

/** Integration, channels per event, filter, Save. */
export function AddSlackForm({ projectId, setup, families }: AddSlackFormProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const only = setup.integrations.length === 1 ? setup.integrations[0]?.id : undefined;
  const [integrationId, setIntegrationId] = useState(only ?? "");
  const [choice, setChoice] = useState<Choice>({});
  const [filter, setFilter] = useState<FilterDraft>(noFilter);
  const [problem, setProblem] = useState<{ field: string | null; message: string }>();
  const add = useMutation(trpc.notifications.addSlackChannels.mutationOptions());
  const integration = setup.integrations.find(({ id }) => id === integrationId);
  const channels = new Set(Object.values(choice).flat()).size;
  const at = (field: string) => (problem?.field === field ? problem.message : undefined);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    const selections = selectionsOf(choice, families);
    if (selections.length === 0) {
      return setProblem({ field: "selections", message: "Choose at least one channel for one event." });
    }
    const pathGlob = filter.pathGlob.trim() || null;
    try {
      const { destinations } = await add.mutateAsync({
        projectId,
        integrationId,
        selections,
        filter: { environments: filter.environments, pathGlob },
      });
      await client.invalidateQueries({ queryKey: trpc.notifications.pathKey() });
      const names = destinations.map(({ name }) => name).join(", ");
      toastSuccess(`Events go to ${names} from now on.`);
      router.push(`/projects/${projectId}/notifications`);
    } catch (error) {
      const { message, field } = refusalOf(error);
      const known = fields.find((one) => field === one || field?.startsWith(`${one}.`));
      setProblem({ field: known ?? null, message });
    }
  };

  return (
    <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-6">
      <Card title="Integration" description="The connected workspace, by its alias.">
        <Field label="Slack integration" group>
          <RadioGroup
            look="cards"
            value={integrationId}
            onChange={(id) => {
              setIntegrationId(id);
              setChoice({});
            }}
            options={setup.integrations.map(({ id, alias, teamName, description }) => ({
              value: id,
              label: alias,
              description: description ? `${teamName} · ${description}` : teamName,
            }))}
          />
        </Field>
        {integration?.broken ? (
          <Callout
            tone="warning"
            className="mt-4"
            action={
              <Button size="sm" asChild>
                <Link href={`/organizations/${setup.organizationId}/integrations/${integration.id}`}>
                  Reconnect
                </Link>
              </Button>
            }
          >
            This connection does not work at the moment. You can choose channels; messages wait until it is
            reconnected.
          </Callout>
        ) : null}
      </Card>
      {integration ? (
        <>
          <Card title="Channels per event" description="A group’s row sets all its events.">
            <EventChannels
              projectId={projectId}
              integrationId={integration.id}
              families={families}
              value={choice}
              onChange={(next) => {
                setChoice(next);
                setProblem(undefined);
              }}
              error={at("selections")}
            />
          </Card>
          <Card
            title="Filter"
            description="Only events that fit all of it are sent. It applies to every channel above."
          >
            <div className="flex max-w-xl flex-col gap-5">
              <FilterFields
                value={filter}
                onChange={(next) => {
                  setFilter(next);
                  setProblem(undefined);
                }}
                environments={setup.environments}
                errors={{ environments: at("filter.environments"), pathGlob: at("filter.pathGlob") }}
              />
            </div>
          </Card>
        </>
      ) : null}
      {problem && problem.field === null ? (
        <Callout tone="danger" live>
          {problem.message}
        </Callout>
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" pending={add.isPending} disabled={!integration}>
          Save
        </Button>
        <Button variant="ghost" asChild>
          <Link href={`/projects/${projectId}/notifications`}>Cancel</Link>
        </Button>
        <p className="text-sm text-muted">
          {channels === 0
            ? "Nothing is chosen yet."
            : `${channels === 1 ? "1 channel gets" : `${channels} channels get`} the chosen events, from the next one on.`}
        </p>
      </div>
    </form>
  );
}
