/// <reference types="jest" />
import { readFileSync } from 'node:fs';
import { titlesIn } from './titles.js';

/** Suites that adapters and connectors run; a case in one of them is a test of each of these specs. */
const suites = {
  bus: {
    describes: 'describeBusContract',
    in: 'libs/bus/src/testing/describe-bus-contract.ts',
    specs: ['libs/bus/src/embedded/embedded-bus.int.spec.ts', 'libs/bus/src/kafka/kafka.int.spec.ts'],
  },
  connectors: {
    describes: 'describeConnectorContract',
    in: 'libs/connector-kit/src/testing/contract/describe-connector-contract.ts',
    specs: [
      'libs/connector-kit/src/testing/reference.contract.int.spec.ts',
      ...['dvc-portal', 'population', 'post-office', 'bank-qr', 'payment-platform', 'emc', 'lgsp-exchange'].map(
        (name) => `apps/connectors/src/${name}/${name}.contract.int.spec.ts`,
      ),
    ],
  },
} as const;

export interface Case {
  /** Where it is written; a spec, or a file of cases that a suite brings together. */
  readonly file: string;
  readonly title: string;
  /** The suite that has it run; without one the file is a spec itself, or `runBy` names one. */
  readonly suite?: keyof typeof suites;
  /** The spec that calls a file of cases which belongs to no suite. */
  readonly runBy?: string;
}

const textOf = (file: string): string => readFileSync(file, 'utf8');
const moduleOf = (file: string): string => file.split('/').at(-1)!.replace(/\.ts$/, '.js');

/**
 * A fault that others have had and that tests elsewhere hold off: each of them is still there, under its title, not skipped,
 * and runs for every adapter that it is about. Whoever renames, skips or removes one meets this.
 */
export function heldBy(fault: string, cases: readonly [Case, ...Case[]]): void {
  describe(fault, () => {
    it.each(cases)('$title', ({ file, title, suite, runBy }) => {
      const { quoted, skipped } = titlesIn(textOf(file));
      expect(quoted).toContain(title);
      expect(skipped).not.toContain(title);
      if (runBy !== undefined) expect(textOf(runBy)).toContain(moduleOf(file));
      else if (suite === undefined) expect(file).toMatch(/\.(?:unit|int|e2e)\.spec\.ts$/);
      else expectRun(file, suites[suite]);
    });
  });
}

function expectRun(file: string, { describes, in: described, specs }: (typeof suites)[keyof typeof suites]): void {
  expect(textOf(described)).toContain(moduleOf(file));
  for (const spec of specs) expect([spec, textOf(spec).includes(`${describes}(`)]).toEqual([spec, true]);
}
