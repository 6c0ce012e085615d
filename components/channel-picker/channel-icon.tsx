import { Hash, Lock } from "lucide-react";

/** The mark of a channel: a lock where it is private. */
export function ChannelIcon({ isPrivate }: { isPrivate: boolean }) {
  return isPrivate ? (
    <>
      <Lock aria-hidden />
      <span className="sr-only">private channel</span>
    </>
  ) : (
    <Hash aria-hidden />
  );
}
