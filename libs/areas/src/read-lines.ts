import { reformDay, type Area, type AreaLevel } from './area.js';

const levels: Readonly<Record<number, AreaLevel>> = { 2: 'province', 3: 'district', 5: 'commune' };
const shape = /^(\d+)(?:>([\d,]+))? (.+)$/;

/**
 * The areas of a table: one line each, `code>successors name`, below the line of what it lies in.
 * @throws for a line of another shape: the table was edited by hand.
 */
export function readLines(lines: string, time: 'present' | 'former'): Area[] {
  const validity = time === 'present' ? { validFrom: reformDay } : { validTo: reformDay };
  let province = '';
  let district: string | undefined;
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [, code, after, name] = shape.exec(line) ?? [];
      const level = levels[code?.length ?? 0];
      if (code === undefined || name === undefined || !level) throw new Error(`not a line of an area table: ${line}`);
      if (level === 'province') [province, district] = [code, undefined];
      if (level === 'district') district = code;
      const parent = level === 'commune' ? (district ?? province) : province;
      return {
        ...{ code, name, level, province, ...validity },
        ...(level === 'province' ? {} : { parent }),
        successors: after?.split(',') ?? [],
      };
    });
}
