/**
 * Makes a sentence for a person from a template with `{0}`, `{1}` for the values. The template stands as a string in
 * the call itself, so that `build/l10n.ts` finds it; counted phrases have a template for one and another for the rest.
 */
export type Say = (template: string, ...values: readonly (string | number)[]) => string;

/** The templates as they are. What no value belongs to stays, as with `vscode.l10n.t`; values are never read again. */
export const english: Say = (template, ...values) => fill(template, values, formatEnglish);

/** Looks each template up in the texts of now; English for what they do not hold. Numbers are written as in `locale`. */
export function sayFrom(texts: () => Readonly<Record<string, string>>, locale?: string): Say {
  const numbers = new Intl.NumberFormat(locale);
  return (template, ...values) => {
    const own = texts();
    const text = Object.hasOwn(own, template) ? own[template] : undefined;
    return fill(text || template, values, numbers.format);
  };
}

let englishNumbers: Intl.NumberFormat | undefined;

/** Most numbers are short, and to load what formats the others takes a while. */
function formatEnglish(value: number): string {
  if (Number.isInteger(value) && value >= 0 && value < 1_000) return String(value);
  englishNumbers ??= new Intl.NumberFormat('en');
  return englishNumbers.format(value);
}

function fill(
  template: string,
  values: readonly (string | number)[],
  format: (value: number) => string,
): string {
  return template.replace(/\{(\d+)\}/g, (hole, place: string) => {
    const value = values[Number(place)] ?? hole;
    return typeof value === 'number' ? format(value) : value;
  });
}
