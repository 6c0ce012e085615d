"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { quietWords, weekdays } from "#components/notifications/quiet-words.ts";
import type { Destination, QuietHours } from "#components/notifications/types.ts";
import { useHoldChanged } from "#components/notifications/use-hold-change.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { type Refusal, refusalOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

interface QuietHoursDialogProps {
  projectId: string;
  destination: Destination;
  trigger: ReactNode;
}

/** What is offered to whoever has no quiet hours yet. */
function suggestion(): QuietHours {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { days: [1, 2, 3, 4, 5, 6, 7], from: "22:00", to: "07:00", timeZone };
}

/** Sets, changes or removes the hours in which a destination holds back what is not urgent. */
export function QuietHoursDialog({ projectId, destination, trigger }: QuietHoursDialogProps) {
  const trpc = useTRPC();
  const formId = useId();
  const changed = useHoldChanged();
  const save = useMutation(trpc.notifications.setQuietHours.mutationOptions());
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState<QuietHours | null>(null);
  const [refusal, setRefusal] = useState<Refusal>();

  const set = async (quietHours: QuietHours | null) => {
    setRefusal(undefined);
    try {
      await save.mutateAsync({ projectId, destinationId: destination.id, quietHours });
      await changed(quietHours ? "The quiet hours are set." : "The quiet hours are removed.");
      setOpen(false);
    } catch (error) {
      setRefusal(refusalOf(error));
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft) void set(draft);
  };

  return (
    <Dialog
      trigger={trigger}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setDraft(next ? (destination.quietHours ?? suggestion()) : null);
        setRefusal(undefined);
      }}
      title={`Quiet hours of ${destination.name}`}
      description="In these hours what is not urgent is held."
      footer={
        <>
          {destination.quietHours ? (
            <Button className="mr-auto" pending={save.isPending} onClick={() => void set(null)}>
              Remove
            </Button>
          ) : null}
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form={formId} variant="primary" pending={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      {draft ? (
        <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-5">
          <QuietHoursFields
            value={draft}
            onChange={(next) => {
              setDraft(next);
              // What was refused is another thing now.
              setRefusal(undefined);
            }}
            refusal={refusal}
          />
        </form>
      ) : null}
    </Dialog>
  );
}

interface FieldsProps {
  value: QuietHours;
  onChange: (value: QuietHours) => void;
  refusal: Refusal | undefined;
}

const zoneItems = () => Intl.supportedValuesOf("timeZone").map((zone) => ({ value: zone, label: zone }));

function QuietHoursFields({ value, onChange, refusal }: FieldsProps) {
  const [zones] = useState(zoneItems);
  const { days, from, to, timeZone } = value;
  const field = refusal?.field?.split(".").find((part) => part in value);
  const at = (name: keyof QuietHours) => (field === name ? refusal?.message : undefined);
  const toggle = (day: number, on: boolean) =>
    onChange({
      ...value,
      days: on ? [...days, day].sort((a, b) => a - b) : days.filter((one) => one !== day),
    });
  return (
    <>
      <Field label="Days on which they begin" group error={at("days")}>
        <div className="flex flex-wrap gap-x-5 gap-y-2">
          {weekdays.map((name, index) => (
            <Checkbox
              key={name}
              label={name}
              checked={days.includes(index + 1)}
              onChange={(on) => toggle(index + 1, on)}
            />
          ))}
        </div>
      </Field>
      <div className="grid grid-cols-2 gap-4">
        <Field label="From" error={at("from")}>
          <Input
            type="time"
            value={from}
            onChange={(event) => onChange({ ...value, from: event.target.value })}
          />
        </Field>
        <Field label="To" error={at("to")}>
          <Input
            type="time"
            value={to}
            onChange={(event) => onChange({ ...value, to: event.target.value })}
          />
        </Field>
      </div>
      <Field label="Time zone" error={at("timeZone")}>
        <Combobox
          value={{ value: timeZone, label: timeZone }}
          items={zones}
          onChange={(zone) => onChange({ ...value, timeZone: zone?.value ?? timeZone })}
          searchPlaceholder="Search time zones"
        />
      </Field>
      {refusal && !field ? (
        <Callout tone="danger" live>
          {refusal.message}
        </Callout>
      ) : days.length > 0 && from && to ? (
        <p className="text-muted">{quietWords(value)}.</p>
      ) : null}
    </>
  );
}
