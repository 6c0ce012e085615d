import { accessRequestTypes } from "#server/events/types/access-request.ts";
import type { EventAttributes, Message, Severity } from "#server/events/event-type.ts";

/** A type of the catalogue whose data has been forgotten: it parses what it is given. */
export type CatalogueEntry = {
  type: string;
  family: string;
  title: string;
  description: string;
  sample: { environment: string | null; secretPath: string | null; subject: string; data: unknown };
  /** Throws a ZodError when the data does not fit the type. */
  parse: (data: unknown) => unknown;
  severity: (data: unknown) => Severity;
  message: (event: EventAttributes, data: unknown) => Message;
};

type Definition<Data> = import("#server/events/event-type.ts").EventType<Data>;

function entry<Data>(definition: Definition<Data>): CatalogueEntry {
  return {
    ...definition,
    parse: (data) => definition.data.parse(data),
    severity: (data) => definition.severity(definition.data.parse(data)),
    message: (event, data) => definition.message(event, definition.data.parse(data)),
  };
}

const entries: CatalogueEntry[] = [
  entry(accessRequestTypes.created),
  entry(accessRequestTypes.updated),
  entry(accessRequestTypes.reviewed),
];

/** Every event type that Bellwire itself produces, in the order of the catalogue. */
export const catalogue: ReadonlyMap<string, CatalogueEntry> = new Map(entries.map((e) => [e.type, e]));
