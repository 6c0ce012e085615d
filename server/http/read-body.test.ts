import { expect, it } from "vitest";
import { HttpError } from "#server/http/http-error.ts";
import { bodyBytes } from "#server/http/limits.ts";
import { readBytes } from "#server/http/read-body.ts";

// Asked for by Node where the body is a stream.
const half = { duplex: "half" };
const post = (body: BodyInit) => new Request("http://localhost/api/v1/x", { method: "POST", body, ...half });

it("reads a body no further than it may be long, whatever length is told", async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        sent += 1_024;
        controller.enqueue(new Uint8Array(1_024).fill(32));
      },
    },
    { highWaterMark: 0 },
  );
  const refusal = readBytes(post(endless), bodyBytes.login);
  await expect(refusal).rejects.toThrow(HttpError);
  await expect(refusal).rejects.toMatchObject({
    code: "too_large",
    message: expect.stringContaining("4 KiB"),
  });
  expect(sent).toBeLessThan(2 * bodyBytes.login);
});

it("gives every byte of one that is not too long, and none where nothing came", async () => {
  const text = "x".repeat(bodyBytes.login);
  expect(Buffer.from(await readBytes(post(text), bodyBytes.login)).toString()).toBe(text);
  const nothing = new Request("http://localhost/api/v1/x", { method: "POST" });
  expect((await readBytes(nothing, bodyBytes.login)).byteLength).toBe(0);
});
