"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { refusalOf } from "#components/trpc/refusal.ts";
import type { Matrix } from "#components/notifications/types.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { toastError } from "#components/ui/toaster.tsx";

type Change = { destinationId: string; eventTypes: string[]; on: boolean };

function ticked(matrix: Matrix, change: Change): Matrix {
  const columns = matrix.columns.map((column) => {
    if (column.id !== change.destinationId) return column;
    const cells = { ...column.cells };
    for (const type of change.eventTypes) {
      cells[type] = { filtered: cells[type]?.filtered ?? 0, on: change.on };
    }
    return { ...column, cells };
  });
  return { ...matrix, columns };
}

/** The matrix and how a box in it is ticked: shown at once, taken back when the server refuses. */
export function useMatrix(projectId: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const query = useQuery(trpc.notifications.matrix.queryOptions({ projectId }, { staleTime: 0 }));
  const queryKey = trpc.notifications.matrix.queryKey({ projectId });
  const mutation = useMutation(
    trpc.notifications.setCell.mutationOptions({
      onMutate: async (change) => {
        await client.cancelQueries({ queryKey });
        client.setQueryData(queryKey, (matrix) => matrix && ticked(matrix, change));
      },
      onError: (error) => toastError(refusalOf(error).message),
      // A tick that follows before this one is answered must not be undone by its answer.
      onSettled: () =>
        client.isMutating({ mutationKey: trpc.notifications.setCell.mutationKey() }) <= 1
          ? client.invalidateQueries({ queryKey: trpc.notifications.pathKey() })
          : undefined,
    }),
  );
  const set = (change: Change) => mutation.mutate({ projectId, ...change });
  return { query, set };
}
