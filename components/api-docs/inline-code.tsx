import { Fragment } from "react";
import { Code } from "#components/ui/code.tsx";

/** A sentence in which backticks mean code. */
export function InlineCode({ text }: { text: string }) {
  return text.split(/`([^`]+)`/).map((part, index) =>
    // Every other part stood in backticks. The parts of a constant text never change their places.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above.
    index % 2 === 1 ? <Code key={index}>{part}</Code> : <Fragment key={index}>{part}</Fragment>,
  );
}
