import { roleInWords } from "#components/custom-roles/role-words.ts";
import { Card } from "#components/ui/card.tsx";
import type { Rule } from "#server/authz/ability.ts";

/** A role in plain words. */
export function RoleSentences({ rules }: { rules: readonly Rule[] }) {
  const sentences = roleInWords(rules);
  return (
    <Card title="In words">
      {sentences.length > 0 ? (
        <ul aria-live="polite" className="flex flex-col gap-2">
          {sentences.map((sentence) => (
            <li key={sentence} className="break-words">
              {sentence}
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-muted">Nothing yet, besides seeing that the project exists.</p>
      )}
    </Card>
  );
}
