/** Where an entry stands in the chain, in plain sentences. */
export function sealWords(seal: { number: number; segment: number | null } | null): string {
  if (!seal) {
    return "Not sealed yet. It gets its number within a second or so while Bellwire’s worker runs.";
  }
  const { number, segment } = seal;
  const after =
    number === 1
      ? "It is the first entry of this instance’s log."
      : `Its chain hash is made of this entry and the chain hash of entry ${number - 1}, so neither can be changed, removed or moved without every later entry telling.`;
  const restored =
    segment && segment > 1 ? ` It is of segment ${segment}, begun when the database was put back.` : "";
  return `${after}${restored} Numbers count all entries of the instance, so those of one organization have gaps.`;
}
