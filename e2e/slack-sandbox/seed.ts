import { defaultSettings } from "./settings.ts";
import type { Channel, State, Workspace } from "./state.ts";

const ACME: Workspace = {
  id: "T0ACME00001",
  name: "Acme",
  domain: "acme",
  userId: "U0ACME00001",
  userName: "ada",
  enterpriseId: null,
  isDisabled: false,
};
const GLOBEX: Workspace = {
  id: "T0GLOBEX001",
  name: "Globex",
  domain: "globex",
  userId: "U0GLOBEX001",
  userName: "grace",
  enterpriseId: null,
  isDisabled: false,
};

type Seed = { name: string; id: string; isPrivate?: boolean; isArchived?: boolean };

const ACME_CHANNELS: Seed[] = [
  { name: "general", id: "C0ACMEGEN01" },
  { name: "random", id: "C0ACMERND01" },
  { name: "deploys", id: "C0ACMEDEP01" },
  { name: "security", id: "C0ACMESEC01" },
  { name: "secrets-private", id: "C0ACMEPRV01", isPrivate: true },
  { name: "leadership", id: "C0ACMELDR01", isPrivate: true },
  { name: "access-requests", id: "C0ACMEACC01" },
  { name: "old-news", id: "C0ACMEOLD01", isArchived: true },
];
const GLOBEX_CHANNELS: Seed[] = [
  { name: "general", id: "C0GLBXGEN01" },
  { name: "operations", id: "C0GLBXOPS01" },
  { name: "incidents", id: "C0GLBXINC01" },
  { name: "board", id: "C0GLBXBRD01", isPrivate: true },
];

/** A channel as a workspace has it on the day it is made. */
export function newChannel(teamId: string, seed: Seed, at: number): Channel {
  return {
    id: seed.id,
    teamId,
    name: seed.name,
    previousNames: [],
    isPrivate: seed.isPrivate ?? false,
    isGeneral: seed.name === "general",
    isArchived: seed.isArchived ?? false,
    isDeleted: false,
    created: Math.floor(at / 1000),
    updated: at,
    people: 4,
    bots: [],
    restriction: null,
    shared: "no",
  };
}

/** The two seeded workspaces; `manyChannels` adds that many public channels to the first, for paging. */
export function seedState(at: number, manyChannels: number): State {
  const many: Seed[] = Array.from({ length: manyChannels }, (_, index) => {
    const number = String(index + 1).padStart(3, "0");
    return { name: `team-${number}`, id: `C0ACMETM${number}` };
  });
  return {
    workspaces: [{ ...ACME }, { ...GLOBEX }],
    channels: [
      ...[...ACME_CHANNELS, ...many].map((seed) => newChannel(ACME.id, seed, at)),
      ...GLOBEX_CHANNELS.map((seed) => newChannel(GLOBEX.id, seed, at)),
    ],
    apps: [],
    installs: [],
    codes: [],
    messages: [],
    organizations: [],
    people: [],
    webhooks: [],
    responseUrls: [],
    settings: defaultSettings(),
  };
}
