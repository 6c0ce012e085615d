import { X } from "lucide-react";
import { ChannelIcon } from "#components/channel-picker/channel-icon.tsx";
import type { Channel } from "#components/channel-picker/use-channels.ts";

interface ChannelChipProps {
  id: string;
  /** Null while only the id is known. */
  channel: Channel | null;
  onRemove: (() => void) | null;
}

/** One chosen channel, with its mark. */
export function ChannelChip({ id, channel, onRemove }: ChannelChipProps) {
  const name = channel?.name ?? id;
  return (
    <span className="inline-flex h-6 max-w-full items-center gap-1 rounded-md bg-hover pr-0.5 pl-1.5 text-sm [&_svg]:size-3 [&_svg]:shrink-0 [&_svg]:text-muted">
      {channel ? <ChannelIcon isPrivate={channel.isPrivate} /> : null}
      <span className="truncate">{name}</span>
      {onRemove ? (
        <button
          type="button"
          aria-label={`Remove ${name}`}
          onClick={onRemove}
          className="flex size-6 shrink-0 items-center justify-center rounded-md focus-visible:-outline-offset-2"
        >
          <X aria-hidden />
        </button>
      ) : null}
    </span>
  );
}
