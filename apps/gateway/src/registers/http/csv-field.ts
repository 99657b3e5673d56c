/** What a spreadsheet would take for a formula when a cell begins with it. */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * A value as it stands in CSV (RFC 4180): quoted always, and never a formula. A spreadsheet shows the apostrophe in front as nothing,
 * and takes what follows for text.
 */
export function csvField(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value);
  const harmless = formula.test(text.trimStart()) || formula.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
