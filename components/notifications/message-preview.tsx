import type { Preview } from "#components/notifications/types.ts";
import { buttonClass } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";

/** A plain likeness of the message, and beside it the text that notifications and screen readers get. */
export function MessagePreview({ preview }: { preview: Preview }) {
  const { message, text } = preview;
  const fields = message.fields.filter((field) => field.value !== "");
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <figure className="m-0 flex min-w-0 flex-col gap-2">
        <figcaption className="text-sm text-muted">
          Preview with sample data, a likeness of the message
        </figcaption>
        <div className="flex flex-col gap-3 rounded-lg border border-l-4 border-l-line-strong bg-canvas p-4">
          <p className="font-semibold">
            <span aria-hidden>{message.emoji} </span>
            {message.title}
          </p>
          <dl className="grid gap-x-6 gap-y-2.5 sm:grid-cols-2">
            {fields.map((field) => (
              <div key={field.label} className={field.long ? "min-w-0 sm:col-span-2" : "min-w-0"}>
                <dt className="font-medium">{field.label}</dt>
                <dd className="break-words text-muted">{field.value}</dd>
              </div>
            ))}
          </dl>
          <p className="text-sm text-muted">{message.status}</p>
          {/* A picture of the button, not one: there is nothing to open for a sample. */}
          <span className={buttonClass({ variant: "secondary", className: "w-fit" })}>
            {message.button.label}
          </span>
        </div>
      </figure>
      <div className="flex min-w-0 flex-col gap-2">
        <p className="text-sm text-muted">Plain text, for notifications</p>
        <CodeBlock wrap code={text} />
      </div>
    </div>
  );
}
