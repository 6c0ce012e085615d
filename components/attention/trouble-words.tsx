import type { Trouble } from "#components/attention/types.ts";
import { Code } from "#components/ui/code.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

interface TroubleWordsProps {
  trouble: Trouble;
  since: Date | null;
  waiting: number;
}

const waitingWords = (count: number) => (count === 1 ? " 1 message waits." : ` ${count} messages wait.`);

/** What is wrong, since when, how much waits, and the line that mends it where there is one. */
export function TroubleWords({ trouble, since, waiting }: TroubleWordsProps) {
  return (
    <>
      <p>
        {trouble.sentence}
        {waiting > 0 ? waitingWords(waiting) : null}
        {since ? (
          <>
            {" "}
            Since <RelativeTime date={since} />.
          </>
        ) : null}
      </p>
      {trouble.command ? (
        <p className="mt-1.5 text-ink">
          <Code copy={trouble.command} copyLabel="Copy the line">
            {trouble.command}
          </Code>
        </p>
      ) : null}
    </>
  );
}
