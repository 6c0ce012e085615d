"use client";

import { ChannelPicker } from "#components/channel-picker/channel-picker.tsx";
import { channelsOfGroup, type Choice, withGroup } from "#components/notifications/channel-choice.ts";
import type { Families } from "#components/notifications/types.ts";
import { Field } from "#components/ui/field.tsx";

interface EventChannelsProps {
  projectId: string;
  integrationId: string;
  families: Families;
  value: Choice;
  onChange: (value: Choice) => void;
  error?: string;
}

/** For each event, grouped by family, the channels that get it. */
export function EventChannels(props: EventChannelsProps) {
  const { projectId, integrationId, families, value, onChange, error } = props;
  const picker = { projectId, integrationId };
  return (
    <div className="flex max-w-2xl flex-col gap-8">
      {families.map(({ family, types }) => {
        const all = types.map(({ type }) => type);
        return (
          <section key={family} className="flex flex-col gap-5">
            <h3 className="font-semibold">{family}</h3>
            <Field
              label={`All of ${family.toLowerCase()}`}
              help="Sets every event of this group."
              error={error}
            >
              <ChannelPicker
                {...picker}
                value={channelsOfGroup(value, all)}
                onChange={(ids) => onChange(withGroup(value, all, ids))}
              />
            </Field>
            <div className="flex flex-col gap-5 border-l pl-4">
              {types.map(({ type, title, description }) => (
                <Field key={type} label={title} help={description}>
                  <ChannelPicker
                    {...picker}
                    value={[...(value[type] ?? [])]}
                    onChange={(ids) => onChange({ ...value, [type]: ids })}
                  />
                </Field>
              ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}
