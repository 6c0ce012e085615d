import { cn } from "#components/ui/cn.ts";

const looks: Record<string, string> = {
  GET: "text-info",
  POST: "text-ok",
  PATCH: "text-warning",
  PUT: "text-warning",
  DELETE: "text-danger",
};
const short: Record<string, string> = { DELETE: "DEL" };

/** A route's method. `narrow` is for the list of routes, where all stand in one column. */
export function MethodMark({ method, narrow = false }: { method: string; narrow?: boolean }) {
  return (
    <span
      className={cn(
        "shrink-0 font-mono font-medium",
        narrow ? "w-8 text-[0.625rem] leading-none" : "text-sm",
        looks[method],
      )}
    >
      {narrow && short[method] ? (
        <abbr title={method} className="no-underline">
          {short[method]}
        </abbr>
      ) : (
        method
      )}
    </span>
  );
}
