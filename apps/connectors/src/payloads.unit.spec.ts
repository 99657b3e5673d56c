import { parserOf } from './payloads.js';

const parse = parserOf<{ readonly person: { readonly born: string } }>({
  type: 'object',
  required: ['person'],
  properties: {
    person: { type: 'object', required: ['born'], properties: { born: { type: 'string', format: 'instant' } } },
  },
});

it('gives a payload of the contract as it came', () => {
  const payload = { person: { born: '1990-01-02T00:00:00Z' } };
  expect(parse(payload)).toBe(payload);
});

it('says the place and the rule of what is wrong, and never the value', () => {
  expect(() => parse({ person: { born: 'TRAN THI MAU' } })).toThrow(
    new TypeError('payload/person/born: must match format "instant"'),
  );
  expect(() => parse({ person: {} })).toThrow("payload/person: must have required property 'born'");
  expect(() => parse(undefined)).toThrow('payload: must be object');
});
