import { maskedMessage } from './masked-message.js';

const shown = (value: unknown): unknown => JSON.parse(maskedMessage(Buffer.from(JSON.stringify(value))));

describe('a message that could not be handled', () => {
  it('shows ids, codes that we know, instants and counts under names of ours', () => {
    const message = {
      ...{ exchange: '0192f3a0-0000-7000-8000-0000000000e1', version: 3, partner: 'dvc-portal' },
      subject: 'payment:0192f3a0-0000-7000-8000-0000000000e2',
      ...{ state: 'parked', cause: 'portal.refused', at: '2026-11-22T01:00:00.000Z', surelyNotDone: true },
      attempt: { attempt: 1, outcome: 'refused' },
    };
    expect(shown(message)).toEqual(message);
  });

  it('shows nothing else', () => {
    const text = maskedMessage(
      Buffer.from(
        JSON.stringify({
          ...{ subject: 'NGUYEN VAN A', cause: 'số 001099000000', number: 1099000000123, payer: 'portal.refused' },
          ...{ 'Nguyễn Văn A': 1, detail: { cause: 'box', at: ['001099000000'] }, account: '0123456789' },
        }),
      ),
    );
    expect(text).not.toMatch(/NGUYEN|Nguy|1099|refused|box|0123/);
    expect(maskedMessage(Buffer.from('NGUYEN VAN A'))).toBe('(12 bytes, not JSON)');
    expect(maskedMessage(Buffer.from('"NGUYEN"'))).toBe('"***"');
  });

  it('a single word is shown only where it is a code that we know', () => {
    const names = [
      'partner',
      'operation',
      'state',
      'outcome',
      'whoActs',
      'cause',
      'reason',
      'kind',
      'subject',
      'verdict',
    ];
    expect(shown({ cause: 'portal.serverError', reason: 'exchange.unresolved' })).toEqual({
      ...{ cause: 'portal.serverError', reason: 'exchange.unresolved' },
    });
    const words = [
      'portal.NGUYEN',
      'NGUYEN.refused',
      'NGUYEN',
      'nguyen',
      'nguyen.van.a',
      'H44.01-nguyen',
      'constructor',
      '12345678',
    ];
    for (const word of words) {
      const all = Object.fromEntries(names.map((name) => [name, word]));
      expect(Object.values(shown({ ...all, attempt: all, at: word }) as object)).toEqual([
        ...names.map(() => '***'),
        Object.fromEntries(names.map((name) => [name, '***'])),
        '***',
      ]);
    }
    // A known code under a name that it does not belong to, a number that is no count.
    expect(shown({ state: 'dvc-portal', attempts: 1_099_000_000, bytes: '12', note: 'parked' })).toEqual({
      ...{ state: '***', attempts: '***', bytes: '***', note: '***' },
    });
  });

  it('is cut', () => {
    const long = {
      attempt: Array.from({ length: 20 }, () =>
        Object.fromEntries(Array.from({ length: 20 }, (_each, n) => [`c${'x'.repeat(n)}`, 'word'])),
      ),
    };
    expect(maskedMessage(Buffer.from(JSON.stringify(long)))).toHaveLength(2048);
  });
});
