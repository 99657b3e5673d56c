/** One thing in the configuration that cannot stand. Never the value of a secret. */
export interface ConfigFault {
  /** RFC 6901 into the file; the line is found from it. */
  readonly pointer: string;
  readonly found: string;
  readonly allowed: string;
  /** Points at the key, not at its value. */
  readonly atKey?: boolean;
}
export interface Place {
  readonly line: number;
  readonly column: number;
}

const steps = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));

/** The steps of a pointer; list indices as numbers. */
export const pathOf = (pointer: string): (string | number)[] =>
  steps(pointer).map((step) => (/^\d+$/.test(step) ? Number(step) : step));

export const pointerOf = (path: readonly (string | number)[]): string =>
  path.map((step) => `/${String(step).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');

/** `config/lienthong.yaml:12:9: clients[0].key: found a literal value; allowed: …` */
export function faultSentence(
  file: string,
  place: Place | undefined,
  { pointer, found, allowed }: ConfigFault,
): string {
  const key = pathOf(pointer)
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
  const where = place ? `${file}:${place.line}:${place.column}` : file;
  return `${where}: ${key === '' ? '' : `${key}: `}found ${found}; allowed: ${allowed}`;
}
