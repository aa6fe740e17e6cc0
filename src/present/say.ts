/**
 * Makes a sentence for a person from a template with `{0}`, `{1}` for the values. The template stands as a string in
 * the call itself, so that `build/l10n.ts` finds it; counted phrases have a template for one and another for the rest.
 */
export type Say = (template: string, ...values: readonly (string | number)[]) => string;

/** The templates as they are. What no value belongs to stays, as with `vscode.l10n.t`; values are never read again. */
export const english: Say = (template, ...values) =>
  template.replace(/\{(\d+)\}/g, (hole, place: string) => String(values[Number(place)] ?? hole));

/** Looks each template up in the texts of now; English for what they do not hold. */
export function sayFrom(texts: () => Readonly<Record<string, string>>): Say {
  return (template, ...values) => {
    const own = texts();
    const text = Object.hasOwn(own, template) ? own[template] : undefined;
    return english(text || template, ...values);
  };
}
