import { z } from "zod";

const channelObject = z.object({
  id: z.string().min(1),
  name: z.string(),
  is_private: z.boolean().default(false),
  is_archived: z.boolean().default(false),
  is_member: z.boolean().default(false),
  is_shared: z.boolean().default(false),
});

/** A channel as Slack tells it. */
export type SlackChannelFacts = {
  channelId: string;
  name: string;
  isPrivate: boolean;
  isArchived: boolean;
  isMember: boolean;
  isShared: boolean;
};

/** Reads a channel of an answer; null where it is none, such as a direct message. */
export function readChannel(value: unknown): SlackChannelFacts | null {
  const parsed = channelObject.safeParse(value);
  if (!parsed.success) return null;
  const { id, name, is_private, is_archived, is_member, is_shared } = parsed.data;
  return {
    channelId: id,
    name,
    isPrivate: is_private,
    isArchived: is_archived,
    isMember: is_member,
    isShared: is_shared,
  };
}
