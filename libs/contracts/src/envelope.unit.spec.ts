import { envelope, openEnvelope, UnreadableMessage } from './envelope.js';
import type { MessageType } from './messages.js';
import { creditIdOf } from './stable-id.js';

const record = (type: string, data: unknown, schema?: string) => ({
  headers: {
    ...envelope({ id: 'i', type: type as MessageType, source: 's', subject: 'x', time: '2026-11-22T00:00:00Z' }),
    ...(schema === undefined ? {} : { ce_dataschema: schema }),
  },
  value: Buffer.from(typeof data === 'string' ? data : JSON.stringify(data)),
});

const idOf = [
  ['exchange.announced', 'exchange'],
  ['exchange.changed', 'exchange'],
  ['payment.expected', 'payment'],
  ['payment.claimed', 'payment'],
  ['credit.received', 'credit'],
  ['delivery.tracked', 'event'],
] as const;

it.each(idOf)('%s is about one %s, and cannot be read without it', (type, id) => {
  expect(openEnvelope(record(type, { [id]: '1' }))).toEqual({ type, data: { [id]: '1' } });
  expect(() => openEnvelope(record(type, { other: '1' }))).toThrow(`message.shape: ${id} is missing`);
});

it.each([
  ['nobody.knows', {}, undefined, 'message.typeUnknown: nobody.knows'],
  ['toString', {}, undefined, 'message.typeUnknown: toString'],
  ['credit.received', '{', undefined, 'message.notJson'],
  ['credit.received', 'null', undefined, 'message.shape: credit is missing'],
  ['credit.received', { credit: '1' }, 'urn:lienthong:schema:credit.received:9', 'message.versionUnknown'],
])('%s %j is refused with the reason', (type, data, schema, reason) => {
  const open = () => openEnvelope(record(type, data, schema));
  expect(open).toThrow(UnreadableMessage);
  expect(open).toThrow(reason);
});

it('the same money has one id, and no two movements share one', () => {
  expect(creditIdOf('sepay', 'kho-bac-1', '1')).toBe(creditIdOf('sepay', 'kho-bac-1', '1'));
  expect(creditIdOf('sepay', 'kho-bac-1', '1')).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  const others = [
    creditIdOf('sepay', 'kho-bac', '-11'),
    creditIdOf('sepay', 'kho-bac-1', '2'),
    creditIdOf('payos', 'kho-bac-1', '1'),
  ];
  expect(new Set([creditIdOf('sepay', 'kho-bac-1', '1'), ...others]).size).toBe(4);
});
