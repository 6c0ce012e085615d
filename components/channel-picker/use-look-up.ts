"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { type Place, useRemember } from "#components/channel-picker/use-channels.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";

/** Why a name that was looked for cannot be chosen (yet). */
type Problem = { name: string; sentence: string; command: string | null; pending: boolean };

/** A name on a list that is still coming is looked for again after this time. */
const againMs = 3_000;

export const nameIn = (typed: string) => typed.trim().replace(/^#/, "");

/**
 * What is typed into a picker, and the look for it in Slack. It belongs to the field and not to its list, so that a look
 * goes on when the list is closed, and what it finds is chosen all the same.
 */
export function useLookUp(place: Place, onFound: (channelId: string) => void) {
  const trpc = useTRPC();
  const remember = useRemember(place);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const resolve = useMutation(
    trpc.integrations.resolveChannel.mutationOptions({
      onSuccess: (answer, { typed: name }) => {
        if (!answer.found) return setProblem({ name, ...answer });
        remember({ ...answer.channel, isArchived: false });
        setProblem(null);
        setTyped((now) => (nameIn(now) === name ? "" : now));
        onFound(answer.channel.channelId);
      },
      onError: (error, { typed: name }) =>
        setProblem({ name, sentence: refusalOf(error).message, command: null, pending: false }),
    }),
  );
  const name = nameIn(typed);
  const problemOfTyped = problem?.name === name ? problem : null;
  const look = () => resolve.mutate({ ...place, typed: name });
  const lookAgain = useEffectEvent(look);
  const again = problemOfTyped?.pending === true && !resolve.isPending;
  useEffect(() => {
    if (!again) return;
    const timer = setTimeout(() => lookAgain(), againMs);
    return () => clearTimeout(timer);
  }, [again]);
  const underWay = resolve.isPending || again;

  return {
    typed,
    setTyped,
    look,
    isAsking: resolve.isPending,
    /** Whether an answer for what is typed is still to come. */
    underWay,
    problem: problemOfTyped,
    /** Starts afresh. */
    clear() {
      setTyped("");
      setProblem(null);
    },
  };
}

export type LookUp = ReturnType<typeof useLookUp>;
