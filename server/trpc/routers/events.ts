import { getEvent, getEventInput } from "#server/event-log/get-event.ts";
import {
  listEvents,
  listEventsInput,
  listSetAside,
  listSetAsideInput,
} from "#server/event-log/list-events.ts";
import { procedure, router } from "#server/trpc/init.ts";

const reading = procedure.meta({ permission: "event:read" });

/** The event log of a project. */
export const eventsRouter = router({
  list: reading.input(listEventsInput).query(({ ctx, input }) => listEvents(ctx, input)),
  get: reading.input(getEventInput).query(({ ctx, input }) => getEvent(ctx, input)),
  setAside: reading.input(listSetAsideInput).query(({ ctx, input }) => listSetAside(ctx, input)),
});
