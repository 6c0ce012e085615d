import { describe, expect, it } from "vitest";
import { channelsOfGroup, withGroup } from "#components/notifications/channel-choice.ts";

const types = ["a:create", "a:update"];

describe("channels per event", () => {
  it("shows for a group the channels that all its events have", () => {
    expect(channelsOfGroup({ "a:create": ["C1", "C2"], "a:update": ["C2"] }, types)).toEqual(["C2"]);
  });

  it("sets a group's channel for each of its events and keeps what an event has besides", () => {
    expect(withGroup({ "a:create": ["C1"] }, types, ["C2"])).toEqual({
      "a:create": ["C1", "C2"],
      "a:update": ["C2"],
    });
  });

  it("takes a channel from every event when the group loses it", () => {
    const both = { "a:create": ["C1", "C2"], "a:update": ["C2"] };
    expect(withGroup(both, types, [])).toEqual({ "a:create": ["C1"], "a:update": [] });
  });
});
