import { expect, test } from "vitest";
import { FRIENDLY } from "#server/egress/fixtures/friendly-addresses.ts";
import { HOSTILE_ANSWERS, HOSTILE_URLS } from "#server/egress/fixtures/hostile-addresses.ts";
import { createGuardedClient } from "#server/egress/guarded-client.ts";
import type { Resolver } from "#server/egress/resolve.ts";

const PUBLIC = ["93.184.215.14"];

// Whatever a hostile row's URL may be taken for, its name would resolve to a public address.
const client = (resolver: Resolver = async () => PUBLIC) => createGuardedClient({ resolver });
const get = (url: string) => ({ method: "GET", url, timeoutMs: 2_000 });

test("the tables are as long as they must be, and no row stands twice", () => {
  const hostile = [
    ...HOSTILE_URLS.map(([, url]) => url),
    ...HOSTILE_ANSWERS.map(([, ...answers]) => `answers ${answers.join()}`),
  ];
  expect(new Set(hostile).size).toBe(hostile.length);
  expect(hostile.length).toBeGreaterThanOrEqual(120);
  expect(new Set(FRIENDLY.map(({ url }) => url)).size).toBeGreaterThanOrEqual(20);
});

test.each(HOSTILE_URLS)(
  "%s: %j is refused as it is typed, as it is saved and as it is sent",
  async (rule, url) => {
    const asked: string[] = [];
    const guarded = client(async (name) => {
      asked.push(name);
      return PUBLIC;
    });
    const refusal = { kind: "refused", rule, sentence: expect.stringMatching(/^\P{Cc}+\.$/u) };
    expect(guarded.checkAddress(url)).toEqual(refusal);
    expect(await guarded.checkResolved(url)).toEqual(refusal);
    expect(await guarded.request(get(url))).toEqual(refusal);
    expect(asked).toEqual([]);
  },
);

test.each(HOSTILE_ANSWERS)("%s: a name is refused that resolves to %j", async (rule, ...answers) => {
  const guarded = client(async () => answers);
  const refusal = { kind: "refused", rule, sentence: expect.stringContaining("hooks.example.com") };
  expect(guarded.checkAddress("https://hooks.example.com/")).toMatchObject({ kind: "allowed" });
  expect(await guarded.checkResolved("https://hooks.example.com/")).toEqual(refusal);
  expect(await guarded.request(get("https://hooks.example.com/"))).toEqual(refusal);
});

test.each(HOSTILE_ANSWERS)(
  "%s: the refusal does not tell what the name resolves to (%j)",
  async (_, ...answers) => {
    const refusal = await client(async () => answers).checkResolved("https://hooks.example.com/");
    const text = "sentence" in refusal ? refusal.sentence.replace(/\(.*?\)/g, "") : "";
    for (const answer of answers.filter((entry) => entry.length > 6)) expect(text).not.toContain(answer);
  },
);

test.each(FRIENDLY)("$url passes", async ({ url, answers, as }) => {
  const guarded = client(async () => answers ?? PUBLIC);
  const verdict = { kind: "allowed", url: as ?? url };
  expect(guarded.checkAddress(url)).toEqual(verdict);
  expect(await guarded.checkResolved(url)).toEqual(verdict);
});

test("a name that led to a public address when it was saved is judged anew when it is called", async () => {
  const answers = [["93.184.215.14"], ["169.254.169.254"]];
  const guarded = client(async () => answers.shift() ?? []);
  expect(await guarded.checkResolved("http://rebind.example.com/")).toMatchObject({ kind: "allowed" });
  expect(await guarded.request(get("http://rebind.example.com/"))).toMatchObject({
    kind: "refused",
    rule: "address-metadata",
  });
});

test("names reach the resolver in ASCII and without a trailing dot", async () => {
  const asked: string[] = [];
  const guarded = client(async (name) => {
    asked.push(name);
    return PUBLIC;
  });
  await guarded.checkResolved("https://B\u00dcCHER.example.com./");
  expect(asked).toEqual(["xn--bcher-kva.example.com"]);
});

test("a name without addresses, and a name service that fails, are failures and no refusals", async () => {
  const error = (code: string) => Object.assign(new Error("lookup"), { code });
  const rows: Array<[Resolver, string]> = [
    [async () => [], "name-not-found"],
    [() => Promise.reject(error("ENOTFOUND")), "name-not-found"],
    [() => Promise.reject(error("EAI_AGAIN")), "name-lookup-failed"],
    [() => new Promise(() => {}), "timeout"],
  ];
  for (const [resolver, reason] of rows) {
    const outcome = await client(resolver).request({ ...get("https://hooks.example.com/"), timeoutMs: 50 });
    expect(outcome).toMatchObject({ kind: "failed", stage: "before-write", reason });
  }
});
