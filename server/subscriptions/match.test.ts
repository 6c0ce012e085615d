import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MatchCandidate, matchFilter, matchSubscriptions } from "#server/subscriptions/match.ts";

const candidate: MatchCandidate = {
  id: "s1",
  revision: 1,
  enabled: true,
  destinationId: "d1",
  destinationName: "#general",
  destinationEnabled: true,
  eventTypes: ["access-request:create"],
  environments: [],
  pathGlob: null,
};
const event = { type: "access-request:create", environment: "prod", secretPath: "/app/db" };
const everything = { eventTypes: ["*"], environments: [], pathGlob: null };

describe("matching", () => {
  it("gives an event to a destination once, naming every subscription that wanted it there", () => {
    const { destinations } = matchSubscriptions(
      [candidate, { ...candidate, id: "s2", eventTypes: ["*"] }],
      event,
    );
    expect([...destinations]).toEqual([["d1", ["s1", "s2"]]]);
  });

  it("explains each subscription with the first reason that stood against it", () => {
    const reasons = matchSubscriptions(
      [
        candidate,
        { ...candidate, eventTypes: ["access-request:review"] },
        { ...candidate, environments: ["dev"] },
        { ...candidate, pathGlob: "/app" },
        { ...candidate, enabled: false },
        { ...candidate, destinationEnabled: false },
      ],
      event,
    ).explanation.map((e) => e.reason);
    expect(reasons).toEqual([
      "matched",
      "type",
      "environment",
      "path",
      "subscription-disabled",
      "destination-disabled",
    ]);
  });

  it("takes a family prefix for every type of the family and no other", () => {
    const family = { ...everything, eventTypes: ["access-request:*"] };
    expect(matchFilter(family, event)).toBe("matched");
    expect(matchFilter(family, { ...event, type: "access-requests:create" })).toBe("type");
  });

  it("refuses an event without an environment or path to a filter on them", () => {
    const bare = { type: "approval:create", environment: null, secretPath: null };
    expect(matchFilter({ ...everything, environments: ["prod"] }, bare)).toBe("environment");
    expect(matchFilter({ ...everything, pathGlob: "/**" }, bare)).toBe("path");
    expect(matchFilter(everything, bare)).toBe("matched");
  });

  it("agrees with a plain reading of the glob rule", () => {
    const segments = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 4 });
    fc.assert(
      fc.property(segments, segments, fc.constantFrom("", "*", "**"), (base, path, star) => {
        const glob = `/${[...base, ...(star ? [star] : [])].join("/")}`;
        const under = base.every((s, i) => path[i] === s);
        const expected =
          star === ""
            ? under && path.length === base.length
            : star === "*"
              ? under && path.length === base.length + 1
              : under;
        const reason = matchFilter(
          { ...everything, pathGlob: glob },
          { ...event, secretPath: `/${path.join("/")}` },
        );
        expect(reason).toBe(expected ? "matched" : "path");
      }),
    );
  });
});
