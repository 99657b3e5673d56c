import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The golden bytes of the portal; tests run from the top of the repository. */
const folder = resolve('test/contract/dvc-portal');

export interface GoldenSituation {
  readonly situation: string;
  readonly endpoint: 'auth' | 'share' | 'integration';
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly request: string;
  readonly input?: string;
  readonly status: number;
  readonly response: string;
}

export const goldenText = (file: string): string => readFileSync(join(folder, file), 'utf8');
export const goldenInput = <T>(file: string): T => JSON.parse(goldenText(file)) as T;
export const goldenSituations = goldenInput<GoldenSituation[]>('situations.json');

export function golden(situation: string): GoldenSituation {
  const found = goldenSituations.find((one) => one.situation === situation);
  if (found === undefined) throw new Error(`no golden situation ${situation}`);
  return found;
}

/** The configuration that the golden README fixes. */
export const goldenConfig = {
  baseUrl: 'http://127.0.0.1:1/dvcqg',
  destinationCode: '000.00.00.G22',
  unitCode: '000.00.00.H99',
  username: 'lienthong',
  password: 'synthetic-password',
  tables: { procedures: { '1.003560.000.00.00.H99': '1.003560' } },
};
