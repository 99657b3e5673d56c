import { statementFormats } from './formats.js';

it('every name stands for a format of its own, and no other name for any', () => {
  const { names, named } = statementFormats();
  const formats = names.map((name) => named(name));
  expect(formats.map((format) => (format.kind === 'csv' ? format.profile.name : format.kind))).toEqual(names);
  expect(() => named('camt.053')).toThrow(RangeError);
});
