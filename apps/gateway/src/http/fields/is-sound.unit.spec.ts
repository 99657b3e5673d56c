import { IsIn } from 'class-validator';
import fc from 'fast-check';
import { DossierDto } from '../../intake/dossier.dto.js';
import { StepDto } from '../../intake/step.dto.js';
import { sampleDossier } from '../../testing/sample-dossier.js';
import { collectFaults, faultsOf } from '../validate.js';
import { Field } from './field.decorator.js';
import { isSound } from './is-sound.js';
import * as rule from './rules.js';

const step = {
  key: 'b1',
  by: 'LE VAN MAU',
  content: 'đã nhận',
  status: 'processing',
  at: '2026-11-20T10:00:00+07:00',
};
const whole = {
  ...sampleDossier(),
  supplements: [{ id: 's1', askedAt: '2026-11-20T10:00:00Z', content: 'bổ sung' }],
  results: [{ code: 'KQ01', name: 'kết quả', url: 'https://files.example.test/kq.pdf' }],
};

/** Every place of a body, as the keys that lead to it. */
function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const below =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]))
      : [];
  return [path, ...below];
}

const strange = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', ' ', 'x'.repeat(6000), 'a\u0000', -1, 0, 1.5, 2 ** 60, true, NaN),
  fc.constantFrom<unknown>(
    {},
    [],
    [null],
    [[]],
    [{}],
    ['a'],
    { toString: 1 },
    '2026-02-30T00:00:00Z',
    '2026-11-20T10:00:00Z',
  ),
  fc.jsonValue(),
);

function spoilt(body: object, path: readonly string[], value: unknown, as: string | undefined): unknown {
  const copy = structuredClone(body) as Record<string, unknown>;
  const holder = path.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as never, copy);
  const own = { value, enumerable: true, writable: true, configurable: true };
  const name = (Array.isArray(holder) ? undefined : as) ?? path.at(-1);
  if (name !== undefined) Object.defineProperty(holder, name, own);
  return copy;
}

describe.each([
  ['a dossier', DossierDto, whole],
  ['a step', StepDto, step],
])('%s', (_what, type, good) => {
  it('is sound as it is', () => expect(isSound(type, good)).toBe(true));

  it('is sound exactly where class-validator finds nothing, whatever stands in any place', () => {
    let sound = 0;
    const anyPlace = fc.constantFrom(...places(good));
    const name = fc.option(fc.constantFrom('toString', 'constructor', '__proto__', 'more', 'code'), { nil: undefined });
    fc.assert(
      fc.property(anyPlace, strange, name, (path, value, as) => {
        const body = spoilt(good, path, value, as) as object;
        // Both ways: what is not sound must be refused with a reason.
        const isIt = isSound(type, body);
        if (isIt) sound += 1;
        expect(collectFaults(type, body).length === 0).toBe(isIt);
      }),
      { numRuns: 2_000 },
    );
    // Both answers have been met.
    expect(sound).toBeGreaterThan(3);
  });
});

it('leaves a class to class-validator that has more than our rules', () => {
  class Sterner {
    @Field(rule.code) @IsIn(['a']) code!: string;
  }
  expect(isSound(Sterner, { code: 'b' })).toBe(false);
  expect(faultsOf(Sterner, { code: 'b' })).toHaveLength(1);
});
