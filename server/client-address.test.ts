import fc from "fast-check";
import { expect, test } from "vitest";
import { clientAddress, isTrustedProxy, networkOf } from "#server/client-address.ts";

test("with no trusted proxy the header is ignored, whatever it says", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.string(), (peer, header) => {
      expect(clientAddress(peer, header, [])).toBe(peer);
    }),
  );
});

test("behind one trusted proxy the last entry counts, not what the client put before it", () => {
  expect(clientAddress("10.0.0.2", "1.1.1.1, 203.0.113.7", ["10.0.0.0/8"])).toBe("203.0.113.7");
});

test("a chain of trusted proxies is walked to the first stranger", () => {
  expect(clientAddress("10.0.0.2", "9.9.9.9, 203.0.113.7, 10.0.0.9", ["10.0.0.0/8"])).toBe("203.0.113.7");
  expect(clientAddress("10.0.0.2", ["203.0.113.7", "10.0.0.9"], ["10.0.0.0/8"])).toBe("203.0.113.7");
});

test("a stranger's header is not believed though it names a trusted proxy", () => {
  expect(clientAddress("203.0.113.7", "10.0.0.9", ["10.0.0.0/8"])).toBe("203.0.113.7");
});

test("what is no address ends the walk at the proxy that wrote it", () => {
  expect(clientAddress("10.0.0.2", "203.0.113.7, unknown", ["10.0.0.0/8"])).toBe("10.0.0.2");
});

test("IPv4 in IPv6 clothes, ports and brackets are understood", () => {
  expect(clientAddress("::ffff:10.0.0.2", "203.0.113.7:5123", ["10.0.0.2"])).toBe("203.0.113.7");
  expect(clientAddress("::1", "[2001:db8::1]:443", ["::1"])).toBe("2001:db8::1");
});

test("a proxy is trusted by address or network and family", () => {
  expect(isTrustedProxy("::ffff:10.1.2.3", ["10.0.0.0/8"])).toBe(true);
  expect(isTrustedProxy("2001:db8::1", ["10.0.0.0/8"])).toBe(false);
  expect(isTrustedProxy(undefined, ["10.0.0.0/8"])).toBe(false);
});

test("addresses of one IPv6 /64 are one network, IPv4 addresses each their own", () => {
  expect(networkOf("2001:db8:1:2:aaaa::1")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:db8:1:2:bbbb::9")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:db8:1:3::1")).toBe("2001:db8:1:3::/64");
  expect(networkOf("203.0.113.7")).toBe("203.0.113.7");
  expect(networkOf("::ffff:203.0.113.7")).toBe("203.0.113.7");
  expect(networkOf("")).toBe("");
});
