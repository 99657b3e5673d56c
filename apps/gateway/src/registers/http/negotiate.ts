export const registerFormats = ['json', 'csv', 'html'] as const;
export type RegisterFormat = (typeof registerFormats)[number];

const types: Readonly<Record<string, RegisterFormat>> = {
  ...{ 'application/json': 'json', 'application/*': 'json', '*/*': 'json' },
  ...{ 'text/csv': 'csv', 'text/html': 'html', 'text/*': 'html' },
};

/** What a caller would rather have by its `Accept`; JSON where it says nothing that we know. */
export function formatBy(accept: string | undefined): RegisterFormat {
  const wanted = (accept ?? '').split(',').flatMap((part) => {
    const [type = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase());
    const format = types[type];
    const stated = parameters.find((one) => one.startsWith('q='))?.slice(2);
    const quality = stated === undefined ? 1 : Number(stated);
    return format && quality > 0 ? [{ format, quality }] : [];
  });
  return wanted.sort((one, other) => other.quality - one.quality)[0]?.format ?? 'json';
}
