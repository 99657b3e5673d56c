import { formatNamed, statementFormats } from './formats.js';

it('every name stands for a format of its own, and no other name for any', () => {
  const formats = statementFormats.map((name) => formatNamed(name));
  expect(formats.map((format) => (format.kind === 'csv' ? format.profile.name : format.kind))).toEqual(
    statementFormats,
  );
  expect(() => formatNamed('camt.053')).toThrow(RangeError);
});
