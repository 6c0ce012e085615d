import { z } from "zod";
import { catalogue } from "#server/events/catalogue.ts";
import { coversType } from "#server/subscriptions/match.ts";

/** Every type of the catalogue, in its order. */
export const knownTypes: readonly string[] = [...catalogue.keys()];

const familyPrefix = (type: string) => type.slice(0, type.indexOf(":") + 1);

/** Whether a pattern is `*`, a family's prefix such as `approval:*`, or a type, of the catalogue. */
export function isKnownPattern(pattern: string): boolean {
  if (pattern === "*") return true;
  if (pattern.endsWith(":*")) return knownTypes.some((type) => familyPrefix(type) === pattern.slice(0, -1));
  return catalogue.has(pattern);
}

/** Event types and patterns as a person chooses them; the message names the first one that is unknown. */
export const eventTypesSchema = z
  .array(z.string().max(200))
  .min(1, "Choose at least one event.")
  .max(200, "Choose at most 200 events.")
  .superRefine((patterns, ctx) => {
    const unknown = patterns.find((pattern) => !isKnownPattern(pattern));
    if (unknown === undefined) return;
    const message = `There is no event type ${unknown}. Choose types of the catalogue, a family such as ${familyPrefix(knownTypes[0] ?? "")}*, or * for all.`;
    ctx.addIssue({ code: "custom", message });
  });

/** Single types of the catalogue, without patterns. */
export const singleTypesSchema = z
  .array(
    z
      .string()
      .refine((type) => catalogue.has(type), "This event type does not exist. Choose one of the catalogue."),
  )
  .min(1, "Choose at least one event.")
  .max(200, "Choose at most 200 events.");

/** Each pattern once, without those that another one covers; in the catalogue's order, patterns first. */
export function normalizeEventTypes(patterns: readonly string[]): string[] {
  const unique = [...new Set(patterns)];
  const kept = unique.filter((p) => !unique.some((other) => other !== p && covers(other, p)));
  const rank = (p: string) => knownTypes.indexOf(p);
  return kept.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

function covers(pattern: string, other: string): boolean {
  if (pattern === "*") return true;
  return pattern.endsWith(":*") && other.startsWith(pattern.slice(0, -1));
}

/** Adds types to, or takes them from, a list that may hold patterns; a pattern that loses a type becomes its other types. */
export function editEventTypes(patterns: readonly string[], types: readonly string[], on: boolean): string[] {
  if (on) return normalizeEventTypes([...patterns, ...types]);
  const left = patterns.flatMap((pattern) => withoutTypes(pattern, types));
  return normalizeEventTypes(left);
}

function withoutTypes(pattern: string, types: readonly string[]): string[] {
  if (!types.some((type) => coversType(pattern, type))) return [pattern];
  if (pattern === "*") {
    const families = [...new Set(knownTypes.map((type) => `${familyPrefix(type)}*`))];
    return families.flatMap((family) => withoutTypes(family, types));
  }
  return knownTypes.filter((type) => coversType(pattern, type) && !types.includes(type));
}
