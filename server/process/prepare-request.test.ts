import { expect, test } from "vitest";
import { prepareHeaders } from "#server/process/prepare-request.ts";

const settings = { appUrl: "https://bell.example", trustedProxies: ["10.0.0.0/8"] };

test("what a client forges about itself is gone before anybody reads it", () => {
  const headers = {
    host: "bell.example",
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "gopher",
    "x-real-ip": "127.0.0.1",
    forwarded: "for=127.0.0.1",
    "x-request-id": "mine",
  };
  const { requestId } = prepareHeaders(headers, "203.0.113.7", settings);
  expect(headers).toEqual({
    host: "bell.example",
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-host": "bell.example",
    "x-forwarded-proto": "https",
    "x-request-id": requestId,
  });
  expect(requestId).not.toBe("mine");
});

test("a trusted proxy tells address, host and protocol", () => {
  const headers: Record<string, string> = {
    host: "10.0.0.3:3000",
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-host": "other.example",
    "x-forwarded-proto": "http",
  };
  prepareHeaders(headers, "10.0.0.2", settings);
  expect(headers).toMatchObject({
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-host": "other.example",
    "x-forwarded-proto": "http",
  });
});

test("a browser that reached the server under another name than APP_URL is not told it used TLS", () => {
  const headers: Record<string, string> = { host: "192.168.1.5:3000" };
  prepareHeaders(headers, "192.168.1.9", settings);
  expect(headers).toMatchObject({ "x-forwarded-host": "192.168.1.5:3000", "x-forwarded-proto": "http" });
});
