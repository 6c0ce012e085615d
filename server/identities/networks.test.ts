import { expect, it } from "vitest";
import { networksSchema } from "#server/identities/identity-fields.ts";
import { networksAllow, normaliseNetwork } from "#server/identities/networks.ts";

it.each([
  ["203.0.113.7", "203.0.113.7"],
  [" 203.0.113.7/32 ", "203.0.113.7"],
  ["10.1.2.3/8", "10.0.0.0/8"],
  ["0.0.0.0/0", "0.0.0.0/0"],
  ["2001:DB8::1", "2001:db8::1"],
  ["2001:db8:1:2::9/64", "2001:db8:1:2::/64"],
  ["::ffff:10.1.2.3", "10.1.2.3"],
  ["::ffff:10.0.0.0/104", "10.0.0.0/8"],
  ["::/0", "::/0"],
])("writes the network %s as %s", (given, expected) => {
  expect(normaliseNetwork(given)).toBe(expected);
});

it.each([
  "",
  "10.0.0.0/33",
  "10.0.0.0/-1",
  "10.0.0.0/08",
  "10.0.0.0/8/8",
  "10.0.0.0/",
  "10.0.0",
  "010.0.0.1",
  "0x0a000001",
  "2001:db8::/129",
  "fe80::1%eth0",
  "::ffff:10.0.0.0/90",
  "example.com",
])("does not take %j for a network", (given) => {
  expect(normaliseNetwork(given)).toBeNull();
});

it.each([
  [[], "198.51.100.1", true],
  [[], "", true],
  [["198.51.100.1"], "198.51.100.1", true],
  [["198.51.100.1"], "198.51.100.2", false],
  [["198.51.100.1"], "", false],
  [["198.51.100.0/24", "10.0.0.0/8"], "10.255.255.255", true],
  [["198.51.100.0/24", "10.0.0.0/8"], "11.0.0.0", false],
  [["10.0.0.0/8"], "::ffff:10.1.2.3", true],
  [["2001:db8::/32"], "2001:db8:ffff::1", true],
  [["2001:db8::/32"], "2001:db9::1", false],
  [["::/0"], "2001:db8::1", true],
  [["::/0"], "10.0.0.1", false],
  [["0.0.0.0/0"], "2001:db8::1", false],
])("%j lets %j in: %s", (networks, address, allowed) => {
  expect(networksAllow(networks, address)).toBe(allowed);
});

it("leaves out blank lines and repetitions, and names the line that is no network", () => {
  expect(networksSchema.parse(["10.0.0.1", "", "10.0.0.1/32", "  "])).toEqual(["10.0.0.1"]);
  const refused = networksSchema.safeParse(["10.0.0.1", "", "10.0.0.0/40"]);
  expect(refused.error?.issues[0]).toMatchObject({
    path: [],
    message: expect.stringContaining("Line 3: “10.0.0.0/40” is no address or network."),
  });
  const many = Array.from({ length: 51 }, (_, n) => `10.0.0.${n}`);
  expect(networksSchema.safeParse(many).error?.issues[0]?.message).toContain("at most 50");
});
