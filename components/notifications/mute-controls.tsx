"use client";

import { useMutation } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { endWords, muteChoices, toLocalInput } from "#components/notifications/mute-choices.ts";
import type { Destination } from "#components/notifications/types.ts";
import { useHoldChanged } from "#components/notifications/use-hold-change.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { DropdownMenu, DropdownMenuItem, DropdownMenuSeparator } from "#components/ui/dropdown-menu.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toastError } from "#components/ui/toaster.tsx";

interface MuteControlsProps {
  projectId: string;
  destination: Destination;
}

/** Mutes a destination for a while, or ends its mute. */
export function MuteControls({ projectId, destination }: MuteControlsProps) {
  const trpc = useTRPC();
  const changed = useHoldChanged();
  const mute = useMutation(trpc.notifications.mute.mutationOptions());
  const unmute = useMutation(trpc.notifications.unmute.mutationOptions());
  const [choosing, setChoosing] = useState(false);
  const at = { projectId, destinationId: destination.id };

  const muteUntil = async (until: Date) => {
    await mute.mutateAsync({ ...at, until });
    await changed(`${destination.name} is muted until ${endWords(until, new Date())}.`);
  };
  const end = async () => {
    await unmute.mutateAsync(at);
    await changed(
      destination.waiting > 0 ? "The mute has ended. What was held follows." : "The mute has ended.",
    );
  };
  const told = (error: unknown) => toastError(refusalOf(error).message);

  return (
    <div className="flex flex-wrap gap-2">
      {destination.muted ? (
        <Button pending={unmute.isPending} onClick={() => end().catch(told)}>
          Unmute
        </Button>
      ) : null}
      <DropdownMenu
        trigger={
          <Button pending={mute.isPending}>
            {destination.muted ? "Change" : "Mute"}
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        {muteChoices(new Date()).map(({ label, until }) => (
          <DropdownMenuItem key={label} onSelect={() => void muteUntil(until).catch(told)}>
            {label}
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => setChoosing(true)}>Until another time</DropdownMenuItem>
      </DropdownMenu>
      <ChooseTime name={destination.name} open={choosing} onOpenChange={setChoosing} onChosen={muteUntil} />
    </div>
  );
}

interface ChooseTimeProps {
  name: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChosen: (until: Date) => Promise<void>;
}

function ChooseTime({ name, open, onOpenChange, onChosen }: ChooseTimeProps) {
  const formId = useId();
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const [saving, setSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const until = new Date(typed);
    if (Number.isNaN(until.getTime())) return setError("Choose the date and the time.");
    setSaving(true);
    try {
      await onChosen(until);
      onOpenChange(false);
    } catch (refused) {
      setError(refusalOf(refused).message);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next);
        setError(undefined);
      }}
      size="sm"
      title={`Mute ${name}`}
      description="Messages that are not urgent are held until then."
      footer={
        <>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form={formId} variant="primary" pending={saving}>
            Mute
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit}>
        <Field label="Until" help="By your own clock." error={error}>
          <Input
            type="datetime-local"
            value={typed}
            min={toLocalInput(new Date())}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
