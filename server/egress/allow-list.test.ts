import { expect, test } from "vitest";
import { parseAllowEntry } from "#server/egress/allow-list.ts";
import { createGuardedClient } from "#server/egress/guarded-client.ts";

const verdict = (allow: string[], url: string, answers: string[] = ["93.184.215.14"]) =>
  createGuardedClient({ allow, resolver: async () => answers }).checkResolved(url);

test.each([
  "jenkins",
  "jenkins:8081",
  "Jenkins.Internal.",
  "b\u00fccher.example.com:9000",
  "10.0.0.1",
  "10.0.0.1:9000",
  "10.0.0.0/8",
  "10.0.0.0/8:9000",
  "::1",
  "fd00::/8",
  "fd00::8080",
  "[::1]",
  "[::1]:9000",
  "[fd00::/8]:9000",
])("%s is an entry", (text) => {
  expect(parseAllowEntry(text)).not.toBeNull();
});

test.each([
  "",
  "*",
  "*.example.com",
  "https://example.com",
  "example.com/path",
  "example.com:0",
  "example.com:65536",
  "example.com:http",
  "user@example.com",
  "a..b",
  "10.0.0.0/33",
  "10.0.0.0/",
  "10.0.0.0/-1",
  "10.0.0.0/8/8",
  "010.0.0.1",
  "10.1",
  "2130706433",
  "fe80::1%eth0",
  "fd00::/129",
  "[10.0.0.1]",
  "[example.com]",
  "[::1",
  "::1]",
])("%s is no entry", (text) => {
  expect(parseAllowEntry(text)).toBeNull();
});

test.each([
  // A host that is named may lead into a private network
  [["jenkins.internal"], "http://jenkins.internal:8080/", ["10.0.0.5"]],
  [["jenkins"], "http://JENKINS./", ["127.0.0.1"]],
  [["jenkins.internal:8081"], "http://jenkins.internal:8081/", ["fd00::5"]],
  [["localhost:3000"], "http://localhost:3000/", ["127.0.0.1", "::1"]],
  [["api.example.com:9000"], "https://api.example.com:9000/", ["93.184.215.14"]],
  // Addresses and networks
  [["10.0.0.5"], "http://10.0.0.5/", []],
  [["10.0.0.0/8:9200"], "http://10.9.9.9:9200/", []],
  [["[::1]:9000"], "http://[::1]:9000/", []],
  [["10.0.0.0/8"], "http://build.example.com/", ["10.0.0.5"]],
  [["10.0.0.0/8:9200"], "http://search.example.com:9200/", ["10.0.0.5"]],
  [["169.254.169.254"], "http://169.254.169.254/", []],
])("%j lets %s pass", async (allow, url, answers) => {
  expect(await verdict(allow, url, answers)).toMatchObject({ kind: "allowed" });
});

test.each([
  ["host-not-public", ["jenkins.internal:8081"], "http://jenkins.internal/", ["10.0.0.5"]],
  ["host-not-public", ["jenkins.internal"], "http://evil.jenkins.internal/", ["10.0.0.5"]],
  ["host-not-public", ["10.0.0.0/8"], "http://jenkins.internal/", ["10.0.0.5"]],
  ["port-not-allowed", ["api.example.com"], "http://api.example.com:9000/", ["93.184.215.14"]],
  ["port-not-allowed", ["api.example.com:9000"], "http://api.example.com:9001/", ["93.184.215.14"]],
  ["port-not-allowed", ["10.0.0.0/8:9200"], "http://search.example.com:9200/", ["93.184.215.14"]],
  ["port-not-allowed", ["10.0.0.0/8:9200"], "http://search.example.com:9200/", ["10.0.0.1", "93.184.215.14"]],
  ["address-private", ["10.0.0.0/8:9200"], "http://search.example.com/", ["10.0.0.5"]],
  ["address-private", ["10.0.0.0/8"], "http://mixed.example.com/", ["10.0.0.5", "192.168.0.1"]],
  ["address-private", ["10.0.0.5"], "http://10.0.0.6/", []],
  ["address-private", ["api.example.com"], "http://example.com/", ["10.0.0.5"]],
  ["address-embedded", ["127.0.0.0/8"], "http://[::ffff:127.0.0.1]/", []],
  ["address-metadata", ["api.example.com"], "http://api.example.com/", ["169.254.169.254"]],
  ["address-loopback", ["0.0.0.0"], "http://127.0.0.1/", []],
])("%s: still refused with %j: %s", async (rule, allow, url, answers) => {
  expect(await verdict(allow, url, answers)).toMatchObject({ kind: "refused", rule });
});

test("a client is not made of entries or a proxy that cannot be read", () => {
  expect(() => createGuardedClient({ allow: ["*"] })).toThrow("EGRESS_ALLOW");
  expect(() => createGuardedClient({ proxy: "socks5://proxy" })).toThrow("EGRESS_PROXY");
});
