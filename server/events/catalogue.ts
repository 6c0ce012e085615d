import { accessRequestTypes } from "#server/events/types/access-request.ts";
import { noticeTypes } from "#server/events/types/destination.ts";
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

const notices: CatalogueEntry[] = [entry(noticeTypes.fail)];

/** Every event type that Bellwire itself produces and one can subscribe to, in the order of the catalogue. */
export const catalogue: ReadonlyMap<string, CatalogueEntry> = new Map(entries.map((e) => [e.type, e]));

const all: ReadonlyMap<string, CatalogueEntry> = new Map([...entries, ...notices].map((e) => [e.type, e]));

/** Every type that can stand in the log, with its name: those one can subscribe to, then notices. */
export const loggedTypes = [...all.values()].map(({ type, title }) => ({ type, title }));

/** The type of an event as it lies in the log, notices included. */
export function knownType(type: string): CatalogueEntry | undefined {
  return all.get(type);
}

/** The types of notices. */
export const noticeNames: readonly string[] = notices.map((one) => one.type);

/** Whether events of a type go where they name and to no subscription. */
export function isNotice(type: string): boolean {
  return noticeNames.includes(type);
}
