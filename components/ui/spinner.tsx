import { LoaderCircle } from "lucide-react";
import { cn } from "#components/ui/cn.ts";

/** A turning circle; decoration only, the text beside it says what is going on. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={cn("size-4 animate-spin", className)} />;
}
