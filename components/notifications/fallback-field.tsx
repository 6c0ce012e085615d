"use client";

import { useMutation } from "@tanstack/react-query";
import { useMended } from "#components/attention/use-mended.ts";
import type { Destination } from "#components/notifications/types.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface FallbackFieldProps {
  projectId: string;
  destinations: readonly Destination[];
  mayManage: boolean;
}

const none = "none";

/** Which destination hears that another one is broken. Saved at once. */
export function FallbackField({ projectId, destinations, mayManage }: FallbackFieldProps) {
  const trpc = useTRPC();
  const refresh = useMended();
  const change = useMutation(trpc.notifications.setFallback.mutationOptions({ onSuccess: refresh }));
  const named = destinations.find(({ isFallback }) => isFallback);
  const why = !named
    ? "When a destination needs attention, the one chosen here gets a message of it, once."
    : !named.enabled
      ? "It is disabled, so it is told nothing at the moment."
      : named.trouble
        ? "It needs attention itself, so it is told nothing at the moment."
        : "When another destination needs attention, it gets a message of it, once. It is never told about itself.";
  if (!mayManage) {
    return (
      <p className="text-sm text-muted">
        {named
          ? `${named.name} is told when another destination needs attention.`
          : "No destination is told when another one needs attention."}
      </p>
    );
  }
  const choose = async (value: string) => {
    const destinationId = value === none ? null : value;
    const { fallback } = await change.mutateAsync({ projectId, destinationId });
    toastSuccess(
      fallback
        ? `${fallback.name} is told when another destination needs attention.`
        : "No destination is told when another one needs attention.",
    );
  };
  return (
    <Card title="Fallback destination">
      <Field
        label="Tell of broken destinations in"
        className="max-w-md"
        help={why}
        error={change.error ? refusalOf(change.error).message : undefined}
      >
        <Select
          value={named?.id ?? none}
          disabled={change.isPending}
          // The refusal is shown at the field.
          onChange={(value) => void choose(value).catch(() => {})}
          options={[
            { value: none, label: "None" },
            ...destinations.map(({ id, name, place }) => ({
              value: id,
              label: name,
              description: place.through ?? "Removed",
            })),
          ]}
        />
      </Field>
    </Card>
  );
}
