import { encode } from "uqr";

/** What a phone's camera reads. Dark on light in both themes, with the quiet edge that cameras want. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const modules = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-48 rounded-lg border bg-white text-black"
    >
      <path d={modules.join("")} fill="currentColor" />
    </svg>
  );
}
