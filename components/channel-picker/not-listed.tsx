import { Code } from "#components/ui/code.tsx";

interface NotListedProps {
  sentence: string;
  /** The line to write in Slack, if one helps. */
  command: string | null;
}

/** Why a channel cannot be chosen, with the exact line that lets the bot in. */
export function NotListed({ sentence, command }: NotListedProps) {
  return (
    <div role="status" className="flex flex-col items-start gap-1.5 border-t px-3 py-2 text-sm">
      <p>{sentence}</p>
      {command ? (
        <Code copy={command} copyLabel="Copy the line">
          {command}
        </Code>
      ) : null}
    </div>
  );
}
