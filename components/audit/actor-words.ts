/** Who did something, in words. */
export function actorWords(entry: {
  actorKind: string;
  actorId: string | null;
  actorName: string;
  erased: boolean;
}): string {
  const name = entry.actorName || (entry.erased ? (entry.actorId ?? "name erased") : "");
  switch (entry.actorKind) {
    case "user":
      return name;
    case "identity":
      return `${name} (machine identity)`;
    case "system":
      return `Bellwire (${name})`;
    default:
      return "Nobody signed in";
  }
}
