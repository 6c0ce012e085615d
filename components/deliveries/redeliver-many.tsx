"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { refusalOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastError, toastSuccess } from "#components/ui/toaster.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Order = inferRouterInputs<AppRouter>["deliveries"]["redeliverMatching"];
type Counted = inferRouterOutputs<AppRouter>["deliveries"]["redeliverMatching"];

interface RedeliverManyProps {
  /** What the list shows. */
  filter: Omit<Order, "dryRun" | "endedBefore">;
  filtered: boolean;
}

const several = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** Sends everything of a filter that has ended once more; counts first, and sends exactly what it counted. */
export function RedeliverMany({ filter, filtered }: RedeliverManyProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const redeliver = useMutation(trpc.deliveries.redeliverMatching.mutationOptions());
  const [counted, setCounted] = useState<Counted>();
  const count = async () => {
    try {
      setCounted(await redeliver.mutateAsync({ ...filter, dryRun: true }));
    } catch (error) {
      toastError(refusalOf(error).message);
    }
  };
  const send = async () => {
    if (!counted) return undefined;
    try {
      const sent = await redeliver.mutateAsync({
        ...filter,
        dryRun: false,
        endedBefore: counted.endedBefore,
      });
      toastSuccess(`${several(sent.count, "delivery", "deliveries")} sent again, behind what waits.`);
      await client.invalidateQueries({ queryKey: trpc.deliveries.pathKey() });
    } catch (error) {
      return refusalOf(error).message;
    }
    return undefined;
  };
  const nothing = counted?.count === 0;
  return (
    <>
      <Button onClick={count} pending={redeliver.isPending && !counted}>
        <RotateCw aria-hidden />
        {filtered ? "Redeliver these" : "Redeliver all"}
      </Button>
      <ConfirmDialog
        open={counted !== undefined}
        onOpenChange={(open) => {
          if (!open) setCounted(undefined);
        }}
        variant="primary"
        title={
          nothing
            ? "Nothing of these can be sent again"
            : `Send ${several(counted?.count ?? 0, "delivery", "deliveries")} again?`
        }
        consequence={counted ? consequenceOf(counted) : ""}
        confirmLabel={nothing ? "Close" : "Redeliver"}
        onConfirm={nothing ? async () => undefined : send}
      />
    </>
  );
}

function consequenceOf({ count, destinations, ...left }: Counted): string {
  const sent =
    count > 0
      ? `They go to ${several(destinations, "destination")}, in the order they stood, behind what waits there. What arrived before arrives a second time.`
      : "";
  const digests = left.folds
    ? "More than ten that wait for one channel come as digests that name each event."
    : "";
  const reasons = [
    left.stillOpen > 0 ? `${several(left.stillOpen, "delivery", "deliveries")} still waiting` : "",
    left.destinationDisabled > 0
      ? `${several(left.destinationDisabled, "delivery", "deliveries")} to a disabled destination`
      : "",
    left.destinationDeleted > 0
      ? `${several(left.destinationDeleted, "delivery", "deliveries")} to a deleted destination`
      : "",
  ].filter(Boolean);
  const rest = reasons.length > 0 ? `Left alone: ${reasons.join(", ")}.` : "";
  return [sent, digests, rest].filter(Boolean).join(" ") || "Nothing of this filter has ended yet.";
}
