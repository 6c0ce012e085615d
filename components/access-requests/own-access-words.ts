import type { OwnAccess } from "#components/access-requests/own-access.tsx";
import { listInWords } from "#components/access-requests/words.ts";
import type { SecretPermission } from "#server/access-requests/fields.ts";
import type { AccessSource } from "#server/access-requests/secret-access.ts";

type Told = { tone: "ok" | "info" | "warning"; title: string; text: string };

/** What somebody who writes a request has of it already, as a panel tells it; null where there is nothing to say. */
export function ownAccessInWords(
  access: OwnAccess,
  asked: readonly SecretPermission[],
  covered: boolean,
): Told | null {
  const of = access.filter((one) => asked.includes(one.permission));
  if (of.length === 0) return null;
  const whole = of.filter((one) => one.reach === "all");
  const some = of.filter((one) => one.reach !== "none");
  const words = listInWords([...new Set(some.flatMap((one) => one.by.map(sourceInWords)))]);
  if (whole.length === of.length) {
    // Where no policy covers the path, the panel beside this one says so already.
    if (of.every((one) => one.by.every((source) => source.kind === "uncovered"))) return null;
    return { tone: "ok", title: "You have this already", text: `You may ${verbs(of)} here ${words}.` };
  }
  if (some.length > 0) {
    const missing = of.filter((one) => one.reach === "none");
    const reach = whole.length === some.length ? "" : " a part of";
    return {
      tone: "info",
      title: "You have a part of this already",
      text: `You may ${verbs(some)}${reach || " all of"} this ${words}.${missing.length > 0 ? ` You may not ${verbs(missing)} here yet.` : ""}`,
    };
  }
  if (covered) return null;
  return {
    tone: "warning",
    title: "Your role does not reach here",
    text: `No request helps where no policy covers the path. Ask a project admin for a role that lets you ${verbs(of)} here.`,
  };
}

const verbs = (of: readonly { permission: SecretPermission }[]) =>
  listInWords(of.map((one) => one.permission));

function sourceInWords(source: AccessSource): string {
  switch (source.kind) {
    case "admin":
      return "as an admin of the project";
    case "role":
      return "by your role";
    case "uncovered":
      return "where no policy covers the path";
    case "grant":
      return source.endsAt === null
        ? `by a grant for ${source.secretPath}`
        : `by a grant for ${source.secretPath} until ${untilFormat.format(source.endsAt)}`;
  }
}

const untilFormat = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
