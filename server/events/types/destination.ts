import { z } from "zod";
import { defineEventType } from "#server/events/event-type.ts";

const failed = z.object({
  /** The notice that people get of it in the app. */
  noticeId: z.string(),
  destinations: z.array(z.object({ id: z.string(), name: z.string() })).min(1),
  /** Where a connection broke, and the destinations with it. */
  connection: z.string().nullable(),
  sentence: z.string(),
  since: z.iso.datetime(),
});
type Failed = z.infer<typeof failed>;

const named = 10;

function namesOf({ destinations }: Failed): string {
  const more = destinations.length - named;
  const names = destinations.slice(0, named).map(({ name }) => name);
  return [...names, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}

function titleOf({ connection, destinations }: Failed): string {
  const [first] = destinations;
  if (connection !== null) return `${connection} needs attention`;
  return destinations.length === 1 && first
    ? `${first.name} needs attention`
    : `${destinations.length} destinations need attention`;
}

const sampleId = "00000000-0000-7000-8000-000000000000";

/**
 * A notice that something broke, for the project's fallback destination. Nobody subscribes to it: the event names where
 * it goes, so that no subscription to everything carries it into the very lane that is broken.
 */
const fail = defineEventType({
  type: "destination:fail",
  family: "Notices",
  title: "Destination needs attention",
  description:
    "A destination of the project, or the connection behind it, can take nothing until it is mended.",
  severity: () => "warning",
  data: failed,
  sample: {
    environment: null,
    secretPath: null,
    subject: `notice/${sampleId}`,
    data: {
      noticeId: sampleId,
      destinations: [{ id: sampleId, name: "#deploys" }],
      connection: null,
      sentence: "Slack says this channel is archived. Messages wait here.",
      since: "2026-11-21T12:00:00.000Z",
    },
  },
  message: (event, data) => ({
    emoji: "⚠️",
    title: `${titleOf(data)} in ${event.projectName}`,
    fields: [
      { label: "Destinations", value: namesOf(data) },
      { label: "Since", value: data.since },
      { label: "What happened", value: data.sentence, long: true },
    ],
    button: {
      label: "Mend it",
      path:
        data.connection === null && data.destinations.length === 1 && data.destinations[0]
          ? `/projects/${event.projectId}/notifications/${data.destinations[0].id}`
          : `/projects/${event.projectId}`,
    },
    status: "Needs attention",
  }),
});

/** Events of ours that are told to one destination and cannot be subscribed to. */
export const noticeTypes = { fail };
