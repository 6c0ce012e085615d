import { expect, test } from "vitest";
import {
  backupTone,
  diskTone,
  keyWords,
  outboxWords,
  queueWords,
} from "#components/instance-health/health-words.ts";

test("what waits is one sentence, with what is due first", () => {
  const queue = { due: 0, later: 0, sending: 0, oldestDueSeconds: 0 };
  expect(queueWords(queue)).toBe("Nothing waits: everything that was to be sent was sent.");
  expect(queueWords({ ...queue, due: 1_200, oldestDueSeconds: 130, sending: 1 })).toBe(
    "1,200 deliveries are due, the oldest for 2 minutes; 1 is being sent.",
  );
  expect(queueWords({ ...queue, later: 1 })).toMatch(/^1 waits for another try/);
});

test("events that were set aside are told, also while none waits", () => {
  expect(outboxWords({ waiting: 0, oldestSeconds: 0, setAside: 0 })).toBe("No event waits to be sequenced.");
  expect(outboxWords({ waiting: 2, oldestSeconds: 5, setAside: 1 })).toMatch(
    /^2 events wait to be sequenced, the oldest for 5 seconds\. 1 event could not be read and was set aside/,
  );
});

test("a rotation that is begun tells its next step", () => {
  expect(keyWords({ current: 1, versions: [1], inUse: [{ version: 1, dataKeys: 3 }] })).toEqual({
    tone: "ok",
    text: "3 data keys are wrapped with version 1 of the encryption key.",
  });
  const begun = keyWords({
    current: 2,
    versions: [1, 2],
    inUse: [
      { version: 1, dataKeys: 2 },
      { version: 2, dataKeys: 1 },
    ],
  });
  expect(begun).toMatchObject({ tone: "warning", text: expect.stringContaining("npm run keys:rotate") });
  const done = keyWords({ current: 2, versions: [1, 2], inUse: [{ version: 2, dataKeys: 3 }] });
  expect(done.text).toContain("Version 1 is not needed any more and may be removed.");
});

test("a disk and a backup worry only when there is reason to", () => {
  expect(diskTone({ freeBytes: 5e8, totalBytes: 1e12 })).toBe("danger");
  expect(diskTone({ freeBytes: 15e9, totalBytes: 1e12 })).toBe("warning");
  expect(diskTone({ freeBytes: 90e9, totalBytes: 1e12 })).toBe("ok");
  const now = new Date("2026-11-21T12:00:00Z");
  expect(backupTone(null, now)).toBe("warning");
  expect(backupTone(new Date("2026-11-20T12:00:00Z"), now)).toBe("ok");
  expect(backupTone(new Date("2026-11-01T12:00:00Z"), now)).toBe("warning");
});
