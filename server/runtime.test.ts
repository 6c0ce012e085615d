import { expect, test } from "vitest";
import { createKick } from "#server/runtime.ts";

test("a kick reaches every listener of its bell and of no other", () => {
  const kick = createKick();
  const heard: string[] = [];
  kick.onSequencer(() => heard.push("sequencer"));
  kick.onWorker(() => heard.push("worker one"));
  kick.onWorker(() => heard.push("worker two"));
  kick.worker();
  expect(heard).toEqual(["worker one", "worker two"]);
});

test("a listener that has left hears no more, and leaves its equals alone", () => {
  const kick = createKick();
  let heard = 0;
  const listener = () => {
    heard += 1;
  };
  const leave = kick.onSequencer(listener);
  kick.onSequencer(listener);
  leave();
  kick.sequencer();
  expect(heard).toBe(1);
});
