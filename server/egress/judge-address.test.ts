import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAllowEntry } from "#server/egress/allow-list.ts";
import { BLOCKS, isGlobalUnicast } from "#server/egress/fixtures/special-registry.ts";
import { judgeAddress } from "#server/egress/judge-address.ts";

type Sample = { bits: 32 | 128; value: bigint };

const nothing = { entries: [], port: 443, named: false };
const allowing = (...texts: string[]) => ({
  ...nothing,
  entries: texts.map((text) => parseAllowEntry(text)).filter((entry) => entry !== null),
});

// Evenly drawn addresses hardly ever meet a small block: most are drawn in a block, at its edges or just outside.
const inBlock = fc.constantFrom(...BLOCKS).chain(({ bits, base, prefix }): fc.Arbitrary<Sample> => {
  const size = 1n << BigInt(bits - prefix);
  const near = fc.constantFrom(-1n, 0n, 1n, size - 1n, size, size + 1n);
  const within = fc.bigInt({ min: 0n, max: size - 1n });
  const limit = (1n << BigInt(bits)) - 1n;
  return fc.oneof(near, within).map((offset) => ({ bits, value: clamp(base + offset, limit) }));
});
const even = fc.oneof(sample(32), sample(128));
const globalV6 = fc
  .bigInt({ min: 0n, max: (1n << 125n) - 1n })
  .map((value): Sample => ({ bits: 128, value: (1n << 125n) + value }));
// An IPv4 address of any kind inside each of the IPv6 forms that carry one.
const embedded = fc
  .tuple(
    fc.oneof(
      sample(32),
      inBlock.filter(({ bits }) => bits === 32),
    ),
    fc.constantFrom(
      0n,
      0xffffn << 32n,
      0xffffn << 48n,
      0x64ff9bn << 96n,
      (0x64ff9bn << 96n) + (1n << 80n),
      -1n,
    ),
  )
  .map(
    ([{ value }, prefix]): Sample => ({
      bits: 128,
      value: prefix === -1n ? (0x2002n << 112n) + (value << 80n) : prefix + value,
    }),
  );

test("the verdict on an address agrees with IANA's registries", () => {
  fc.assert(
    fc.property(fc.oneof(even, inBlock, globalV6, embedded), fc.nat(), ({ bits, value }, style) => {
      const passes = judgeAddress(write(bits, value, style), nothing) === null;
      expect(passes).toBe(isGlobalUnicast(bits, value));
    }),
    { numRuns: 5_000 },
  );
});

test("an IPv6 address that carries an IPv4 address is never called", () => {
  fc.assert(
    fc.property(embedded, fc.nat(), ({ bits, value }, style) => {
      expect(judgeAddress(write(bits, value, style), nothing)).not.toBeNull();
    }),
  );
});

test("how an address is written changes nothing in the verdict on it", () => {
  fc.assert(
    fc.property(fc.oneof(inBlock, embedded), fc.nat(), ({ bits, value }, style) => {
      const plain = judgeAddress(write(bits, value, 0), nothing);
      expect(judgeAddress(write(bits, value, style), nothing)).toBe(plain);
    }),
  );
});

test("allowing a network allows its addresses and no other", () => {
  fc.assert(
    fc.property(
      inBlock,
      fc.constantFrom("10.0.0.0/8", "127.0.0.1", "fd00::/8"),
      ({ bits, value }, network) => {
        const text = write(bits, value, 0);
        const without = judgeAddress(text, nothing);
        const inside = {
          "10.0.0.0/8": bits === 32 && value >> 24n === 10n,
          "127.0.0.1": bits === 32 && value === 0x7f000001n,
          "fd00::/8": bits === 128 && value >> 120n === 0xfdn,
        }[network];
        expect(judgeAddress(text, allowing(network))).toBe(inside ? null : without);
      },
    ),
  );
});

test("naming a host opens private networks to it and nothing else", () => {
  const named = { ...nothing, named: true };
  for (const open of ["127.0.0.1", "10.0.0.1", "192.168.1.1", "100.64.0.1", "fd00::1", "::1"]) {
    expect(judgeAddress(open, named)).toBeNull();
  }
  for (const [shut, rule] of [
    ["169.254.169.254", "address-metadata"],
    ["100.100.100.200", "address-metadata"],
    ["fd00:ec2::254", "address-metadata"],
    ["169.254.1.1", "address-link-local"],
    ["0.0.0.0", "address-unspecified"],
    ["224.0.0.1", "address-multicast"],
    ["::ffff:10.0.0.1", "address-embedded"],
  ] as const) {
    expect(judgeAddress(shut, named)).toBe(rule);
  }
});

test("allowing a translated network opens only the IPv4 addresses in it that may be called themselves", () => {
  const nat64 = allowing("64:ff9b::/96");
  expect(judgeAddress("64:ff9b::8.8.8.8", nat64)).toBeNull();
  expect(judgeAddress("64:ff9b::10.0.0.1", nat64)).toBe("address-private");
  expect(judgeAddress("64:ff9b::169.254.169.254", nat64)).toBe("address-metadata");
  expect(judgeAddress("64:ff9b::10.0.0.1", allowing("64:ff9b::/96", "10.0.0.0/8"))).toBeNull();
  const transitions = allowing("2002::/16", "2001::/32");
  expect(judgeAddress("2002:808:808::1", transitions)).toBeNull();
  expect(judgeAddress("2002:7f00:1::1", transitions)).toBe("address-loopback");
  // Teredo carries the address inverted: f5ff:fffe is 10.0.0.1, f7f7:f7f7 is 8.8.8.8.
  expect(judgeAddress("2001::f7f7:f7f7", transitions)).toBeNull();
  expect(judgeAddress("2001::f5ff:fffe", transitions)).toBe("address-private");
});

test("an allowed network with a port is open at that port alone", () => {
  const entries = allowing("10.0.0.0/8:9200");
  expect(judgeAddress("10.0.0.1", { ...entries, port: 9200 })).toBeNull();
  expect(judgeAddress("10.0.0.1", { ...entries, port: 443 })).toBe("address-private");
});

function sample(bits: 32 | 128): fc.Arbitrary<Sample> {
  return fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n }).map((value) => ({ bits, value }));
}

function clamp(value: bigint, limit: bigint): bigint {
  return value < 0n ? 0n : value > limit ? limit : value;
}

// The same address in one of its spellings: full, with leading zeros, shortened, in capitals, or with a dotted end.
function write(bits: 32 | 128, value: bigint, style: number): string {
  if (bits === 32) return parts(value, 4, 8n).join(".");
  const groups = parts(value, 8, 16n).map((part) => part.toString(16));
  const spellings = [
    () => groups.join(":"),
    () => groups.map((group) => group.padStart(4, "0")).join(":"),
    () => groups.join(":").toUpperCase(),
    () => new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1),
    () => `${groups.slice(0, 6).join(":")}:${parts(value & 0xffffffffn, 4, 8n).join(".")}`,
  ];
  return spellings[style % spellings.length]?.() ?? "";
}

function parts(value: bigint, count: number, width: bigint): number[] {
  return Array.from({ length: count }, (_, index) =>
    Number((value >> (width * BigInt(count - 1 - index))) & ((1n << width) - 1n)),
  );
}
