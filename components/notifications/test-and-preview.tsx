"use client";

import { useQuery } from "@tanstack/react-query";
import { SendHorizontal } from "lucide-react";
import { useState } from "react";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { MessagePreview } from "#components/notifications/message-preview.tsx";
import { TestAnswer } from "#components/notifications/test-answer.tsx";
import type { Destination } from "#components/notifications/types.ts";
import { useTest } from "#components/notifications/use-test.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { FormSkeleton, Skeleton } from "#components/ui/skeleton.tsx";

interface TestAndPreviewProps {
  projectId: string;
  destination: Destination;
  mayManage: boolean;
}

/** Sends a marked sample of a chosen event, past what waits; and shows what the message looks like. */
export function TestAndPreview({ projectId, destination, mayManage }: TestAndPreviewProps) {
  const trpc = useTRPC();
  const trouble = destination.trouble?.sentence ?? null;
  const test = useTest(trouble);
  const types = useQuery(trpc.notifications.eventTypes.queryOptions({ projectId }));
  const options = (types.data?.families ?? [])
    .flatMap((family) => family.types)
    .map(({ type, title }) => ({ value: type, label: title, description: type }));
  const [chosen, setChosen] = useState<string>();
  const eventType = chosen ?? options[0]?.value ?? "";
  const preview = useQuery(
    trpc.notifications.preview.queryOptions(
      { projectId, destinationId: destination.id, eventType },
      { enabled: eventType !== "" },
    ),
  );
  return (
    <Card
      title="Test and preview"
      description="A test is a marked sample that goes out at once, past what waits, and makes no event."
    >
      {types.isPending ? (
        <FormSkeleton fields={1} />
      ) : (
        <div className="flex flex-col gap-5">
          <div className="flex flex-wrap items-end gap-3">
            <Field label="Event" className="w-full max-w-xs">
              <Select
                options={options}
                value={eventType}
                onChange={(type) => {
                  setChosen(type);
                  test.reset();
                }}
              />
            </Field>
            {mayManage ? (
              <Button
                pending={test.isPending}
                disabled={!destination.enabled || eventType === ""}
                onClick={() => test.mutate({ projectId, destinationId: destination.id, eventType })}
              >
                <SendHorizontal aria-hidden />
                Send test
              </Button>
            ) : null}
          </div>
          <TestAnswer result={test.data} error={test.error} trouble={trouble} />
          {preview.data ? (
            <MessagePreview preview={preview.data} />
          ) : preview.isError ? (
            <LoadFailure error={preview.error} onRetry={() => preview.refetch()} />
          ) : (
            <Skeleton className="h-48 w-full max-w-xl rounded-lg" />
          )}
        </div>
      )}
    </Card>
  );
}
