import { listInWords } from "#components/access-requests/words.ts";
import { permissionWords } from "#components/custom-roles/permission-words.ts";
import type { Rule } from "#server/authz/ability.ts";
import type { Conditions } from "#server/authz/conditions.ts";

/** Where conditions hold: `in staging under /app/**`. */
export function placeInWords({ environment, secretPath }: Conditions): string {
  const parts = [
    environment?.$eq && `in ${environment.$eq}`,
    environment?.$in && `in ${listInWords(environment.$in, "or")}`,
    environment?.$ne && `in every environment but ${environment.$ne}`,
    secretPath?.$glob && `${secretPath.$glob.includes("*") ? "under" : "at"} ${secretPath.$glob}`,
    secretPath?.$eq && `at ${secretPath.$eq}`,
    secretPath?.$in && `at ${listInWords(secretPath.$in, "or")}`,
    secretPath?.$ne && `but not at ${secretPath.$ne}`,
  ];
  return parts.filter((part) => part).join(" ");
}

/** What a role may, one sentence for each place: `May read and edit secrets in staging under /app/**.` */
export function roleInWords(rules: readonly Rule[]): string[] {
  const byPlace = new Map<string, string[]>();
  for (const { permission, conditions } of rules) {
    const place = conditions ? ` ${placeInWords(conditions)}` : "";
    byPlace.set(place, [...(byPlace.get(place) ?? []), permissionWords[permission]]);
  }
  return [...byPlace].map(([place, words]) => `May ${listInWords(mergeVerbs(words))}${place}.`);
}

/** `read secrets`, `edit secrets` become `read and edit secrets`. */
function mergeVerbs(words: readonly string[]): string[] {
  const verbsByThing = new Map<string, string[]>();
  for (const one of words) {
    const [verb = "", ...rest] = one.split(" ");
    // Only single verbs merge: "add, change and remove members" stays as it is.
    const thing = rest.length === 1 ? rest.join(" ") : `\n${one}`;
    verbsByThing.set(thing, [...(verbsByThing.get(thing) ?? []), verb]);
  }
  return [...verbsByThing].map(([thing, verbs]) =>
    thing.startsWith("\n") ? thing.slice(1) : `${listInWords(verbs)} ${thing}`,
  );
}
