/*
 * `Content-Disposition` (RFC 6266) with names in UTF-8 (RFC 8187). The name of a file stands in a header, never in an address: it is
 * personal, and addresses are written down on the way.
 */
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const parameter = new RegExp(`;\\s*(${token})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${token}))\\s*`, 'y');

/** The name that a header states; `undefined` where it states none, or is none. */
export function fileNameIn(header: string | undefined): string | undefined {
  if (header === undefined || header.length > 4000) return undefined;
  const type = new RegExp(`^\\s*${token}\\s*`).exec(header);
  if (!type) return undefined;
  const found = new Map<string, string>();
  for (let at = type[0].length; at < header.length; at = parameter.lastIndex) {
    parameter.lastIndex = at;
    const match = parameter.exec(header);
    if (!match) return undefined;
    const [, name, quoted, bare] = match;
    found.set(name!.toLowerCase(), quoted === undefined ? bare! : quoted.replace(/\\(.)/g, '$1'));
  }
  return decoded(found.get('filename*')) ?? plain(found.get('filename'));
}

const decoded = (value: string | undefined): string | undefined => {
  const encoded = /^utf-8'[^']*'(.+)$/i.exec(value ?? '')?.[1];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
};
/** Headers come as bytes: what is not ASCII was written by nobody knows which table. */
const plain = (value: string | undefined): string | undefined =>
  value !== undefined && /^[\x20-\x7e]+$/.test(value) ? value : undefined;

/** Tells a browser to save it under this name, and to show nothing of it. */
export function savedAs(name: string): string {
  const simple = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${simple}"; filename*=UTF-8''${whole}`;
}
