import { expect, it } from "vitest";
import { createGuardedClient } from "#server/egress/guarded-client.ts";

// A machine with public addresses of its own: dialled from the machine itself, no firewall before it is asked.
const own = () => ["8.8.4.4", "2606:4700:4700::1001"];
const check = (url: string, { answers = ["8.8.4.4"], allow = [] as string[] } = {}) =>
  createGuardedClient({ ownAddresses: own, resolver: async () => answers, allow }).checkResolved(url);

it.each([
  ["as it stands", "https://8.8.4.4:8080/", {}],
  ["as IPv6, however it is written", "https://[2606:4700:4700:0:0:0:0:1001]/", {}],
  ["behind a name", "https://admin.example.com/", {}],
  [
    "behind a name, beside others",
    "https://admin.example.com/",
    { answers: ["1.1.1.1", "2606:4700:4700::1001"] },
  ],
])("refuses the machine's own public address %s", async (_how, url, more) => {
  expect(await check(url, more)).toMatchObject({ kind: "refused", rule: "address-loopback" });
});

it("lets it pass where the operator named the host or the address, and lets all others pass", async () => {
  const url = "https://admin.example.com/";
  expect(await check(url, { allow: ["admin.example.com"] })).toMatchObject({ kind: "allowed" });
  expect(await check(url, { allow: ["8.8.4.4"] })).toMatchObject({ kind: "allowed" });
  expect(await check(url, { answers: ["8.8.8.8"] })).toMatchObject({ kind: "allowed" });
});
