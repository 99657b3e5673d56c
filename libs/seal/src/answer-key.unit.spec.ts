import { newAnswerKey, openAnswer, sealAnswer, SealBroken } from './index.js';

const content = Buffer.from('{"verdict":"matched"}');
const context = 'exchange/1/facts';

describe('an answer under a key of the asker', () => {
  it('opens with the private key, and is another one each time', () => {
    const key = newAnswerKey();
    const [one, again] = [sealAnswer(key.publicKey, content, context), sealAnswer(key.publicKey, content, context)];
    expect(openAnswer(key, one, context)).toEqual(content);
    expect(openAnswer(key, again, context)).toEqual(content);
    expect(one.equals(again)).toBe(false);
    expect(one.subarray(0, 32).equals(again.subarray(0, 32))).toBe(false);
    expect(one.includes('matched')).toBe(false);
  });

  it('with no other, in no other place, and not with a byte changed', () => {
    const key = newAnswerKey();
    const sealed = sealAnswer(key.publicKey, content, context);
    expect(() => openAnswer(newAnswerKey(), sealed, context)).toThrow(SealBroken);
    // What travelled with the question does not open the answer.
    expect(() => openAnswer({ ...key, privateKey: newAnswerKey().privateKey }, sealed, context)).toThrow(SealBroken);
    expect(() => openAnswer(key, sealed, 'exchange/2/facts')).toThrow(SealBroken);
    for (const at of [0, 31, 32, 40, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(() => openAnswer(key, changed, context)).toThrow(SealBroken);
    }
    for (const length of [0, 31, 32, 50]) {
      expect(() => openAnswer(key, sealed.subarray(0, length), context)).toThrow(SealBroken);
    }
  });

  it.each(['', 'x', 'A'.repeat(43), 'A'.repeat(44)])('%j is no public key', (publicKey) => {
    expect(() => sealAnswer(publicKey, content, context)).toThrow(SealBroken);
  });
});
