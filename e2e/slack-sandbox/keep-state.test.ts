import { expect, it } from "vitest";
import { seedState } from "./seed.ts";
import { defaultSettings } from "./settings.ts";
import { parseState } from "./state.ts";

it("reads its own state back", () => {
  const state = seedState(0, 3);
  expect(parseState(JSON.stringify(state))).toEqual(state);
});

it("reads the state of an earlier version, with defaults for what came later", () => {
  const { organizations: _o, people: _p, webhooks: _w, responseUrls: _r, ...state } = seedState(0, 0);
  const { events: _e, hooksOrigin: _h, rateLimits, ...settings } = defaultSettings();
  const { tier4: _t, ...limits } = rateLimits;
  const old = {
    ...state,
    workspaces: state.workspaces.map(({ enterpriseId: _, isDisabled: __, ...one }) => one),
    channels: state.channels.map(({ shared: _, ...one }) => one),
    settings: { ...settings, pageCap: 7, rateLimits: { ...limits, postBurst: 9 } },
  };
  const read = parseState(JSON.stringify(old));
  expect(read.settings).toMatchObject({
    pageCap: 7,
    rateLimits: { postBurst: 9, tier4: 100 },
    events: { timeoutMs: 3000 },
    hooksOrigin: null,
  });
  expect(read.workspaces[0]).toMatchObject({ id: "T0ACME00001", enterpriseId: null });
});
