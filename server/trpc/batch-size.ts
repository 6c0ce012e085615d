/** How many calls one request may hold. A page asks for a dozen; without an end, one request could ask for hundreds. */
export const maxBatchSize = 50;
