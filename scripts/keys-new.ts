// Makes a new version of the encryption key: adds it to the key file, or prints what to add to ENCRYPTION_KEY.
import { newKeyEntry, parseKeyRing, readKeyText } from "#server/crypto/key-ring.ts";
import { addToKeyFile } from "#server/crypto/add-key.ts";
import { runCommand, say } from "./command.ts";

await runCommand("No key was made.", async (env) => {
  const own = await readKeyText(env);
  if (!own) {
    say(`ENCRYPTION_KEY=${newKeyEntry(1)}`);
    say("There is no key here yet. Set this one for every process, and back it up.");
    return;
  }
  const version = parseKeyRing(own.text).current + 1;
  const entry = newKeyEntry(version);
  if (own.from === "ENCRYPTION_KEY") {
    say(entry);
    say(
      `Add it to ENCRYPTION_KEY behind a comma, beside what is there (a bare key there is version 1: write 1: before it). Restart every process with both, then run \`npm run keys:rotate\`.`,
    );
    return;
  }
  await addToKeyFile(own.from, own.text, entry);
  say(`Version ${version} was added to ${own.from}: back the file up.`);
  say("Processes with data folders of their own need the same key: copy the file there, and make no other.");
  say("Restart Bellwire, which reads it at its start, then run `npm run keys:rotate`.");
});
