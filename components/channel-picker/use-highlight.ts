"use client";

import { type KeyboardEvent, useEffect, useEffectEvent, useState } from "react";

interface HighlightOptions {
  /** What can be chosen now, from the top. */
  values: readonly string[];
  /** What the list answers; the highlight begins at the top whenever it changes. */
  answered: string;
  /** Whether the list answers what is typed. */
  ready: boolean;
  onEnter: (value: string) => void;
}

/**
 * The highlighted row of a list that is searched by the server. cmdk highlights on every key stroke, before the answer is
 * there: here the first row of each answer is highlighted, and an Enter pressed too early waits for it.
 */
export function useHighlight({ values, answered, ready, onEnter }: HighlightOptions) {
  const [moved, setMoved] = useState({ to: "", within: "" });
  const [enterWaits, setEnterWaits] = useState(false);
  const value = moved.within === answered && values.includes(moved.to) ? moved.to : (values[0] ?? "");

  const enter = useEffectEvent(() => {
    setEnterWaits(false);
    if (value !== "") onEnter(value);
  });
  useEffect(() => {
    if (enterWaits && ready) enter();
  }, [enterWaits, ready]);

  return {
    /** For cmdk's `Command`. */
    props: {
      value,
      onValueChange: (to: string) => setMoved({ to, within: answered }),
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== "Enter" || event.nativeEvent.isComposing || ready) return;
        event.preventDefault();
        setEnterWaits(true);
      },
    },
    /** What is typed on is no longer what was entered. */
    forgetEnter: () => setEnterWaits(false),
  };
}
