import { BadCursor, decodeCursor, encodeCursor } from './cursor.js';

describe('a cursor', () => {
  const scope = { list: 'exchanges', state: 'parked', partner: undefined };
  const cursor = encodeCursor(scope, 'e9');

  it('leads on in the list and under the filters that gave it', () => {
    expect(decodeCursor(scope, cursor, 'string')).toBe('e9');
    expect(decodeCursor({ list: 'exchanges', state: 'parked' }, cursor, 'string')).toBe('e9');
    expect(decodeCursor(scope, undefined, 'string')).toBeUndefined();
  });
  it.each([
    ['another list', { ...scope, list: 'dossiers' }, cursor],
    ['another filter', { ...scope, state: 'waiting' }, cursor],
    ['one filter more', { ...scope, partner: 'dvc-portal' }, cursor],
    ['no JSON', scope, 'xyz'],
    ['JSON of another shape', scope, Buffer.from('["e9"]').toString('base64url')],
    ['a place of another kind', scope, encodeCursor(scope, 9)],
  ])('leads nowhere: %s', (_, in_, given) => {
    expect(() => decodeCursor(in_, given, 'string')).toThrow(BadCursor);
  });
});
