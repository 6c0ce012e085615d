// Wraps every data key with the newest version of the encryption key, while Bellwire runs.
import { systemContext } from "#server/context.ts";
import { KeyRingError, readKeyText } from "#server/crypto/key-ring.ts";
import { whatMayGo, whyForeign, whyNotYet } from "#server/crypto/judge-rotation.ts";
import { countByVersion, countUnopened, rotateKeys } from "#server/crypto/rotate-keys.ts";
import { readProcesses } from "#server/operations/read-system.ts";
import { attachRuntime } from "#server/process/attach-runtime.ts";
import { runCommand, say } from "./command.ts";

await runCommand("The keys were not rotated.", async (env) => {
  const { runtime, close } = await attachRuntime(env);
  try {
    const { db, pool, keyRing, vault } = runtime;
    await vault.verifyKeys();
    const waits =
      whyNotYet(keyRing, await readProcesses(pool)) ??
      whyForeign(keyRing.current, await countUnopened(db, keyRing));
    if (waits) throw new KeyRingError(waits);
    const before = await countByVersion(db);
    const total = before.reduce((sum, one) => sum + (one.version === keyRing.current ? 0 : one.dataKeys), 0);
    say(
      total === 0
        ? `Every data key is wrapped with version ${keyRing.current} already.`
        : `Wrapping ${dataKeys(total)} with version ${keyRing.current} …`,
    );
    const done = await rotateKeys(systemContext(runtime, "keys:rotate"), (count) =>
      say(`  ${count} of ${total}`),
    );
    if (done > 0) say(`${dataKeys(done)} wrapped anew. What they encrypt did not change.`);
    const from = (await readKeyText(env))?.from ?? "ENCRYPTION_KEY";
    const facts = { current: keyRing.current, versions: keyRing.versions, from };
    const [counts, processes] = [await countByVersion(db), await readProcesses(pool)];
    const unopened = await countUnopened(db, keyRing);
    for (const line of whatMayGo({ ...facts, counts, unopened, processes })) say(line);
  } finally {
    await close();
  }
});

function dataKeys(count: number): string {
  return `${count.toLocaleString("en")} data ${count === 1 ? "key" : "keys"}`;
}
