const fields = [
  'input:not([type="hidden"], [aria-hidden="true"], :disabled)',
  "textarea:not(:disabled)",
  'button[role="combobox"]:not(:disabled)',
  'button[role="radio"][aria-checked="true"]',
].join(", ");

/** For `onOpenAutoFocus`: begins in the first field, else on the dialog itself, so that no button shows its tooltip. */
export function focusFirstField(event: Event): void {
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement)) return;
  event.preventDefault();
  (content.querySelector<HTMLElement>(fields) ?? content).focus();
}
