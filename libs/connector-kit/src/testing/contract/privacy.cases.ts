/// <reference types="jest" />
import { forEachOf, prepared, untilEnd, type Scene } from './scene.js';

/** Personal values leave the connectors' side sealed, and masked even there. */
export function privacyCases(scene: Scene): void {
  describe('personal values', () => {
    scene.test('stand in no published event; an excerpt is masked and short', ['cutAfterEffect'], async () => {
      const bench = await scene.open();
      const { operations } = scene.harness;
      await forEachOf(scene.declared, async (one) => {
        const { personal, refusedPayload } = operations[one.name]!;
        const subject = await prepared(scene, bench, one);
        await scene.stage().standIn.put('cutAfterEffect', { operation: one.name, subject });
        const exchange = await bench.announceOne({ operation: one.name, subject, number: 1 });
        await untilEnd(bench, exchange);
        const other = await prepared(scene, bench, one);
        const payload = refusedPayload(other, 1);
        const refused = await bench.announceOne({ operation: one.name, subject: other, number: 1, payload });
        await untilEnd(bench, refused);
        const details = [exchange, refused].flatMap((id) => bench.recorder.of(id).map((c) => bench.detailOf(c) ?? {}));
        const sent = details.map((detail) => detail.sent ?? '');
        // Something that was sent is shown, or this case would prove nothing; masked where the operation has what is personal.
        const mark = personal.length === 0 ? '/' : '***';
        expect([one.name, sent.some((text) => text.includes(mark))]).toEqual([one.name, true]);
        for (const value of personal) {
          expect(details.filter((detail) => JSON.stringify(detail).includes(value))).toEqual([]);
        }
        for (const { sent = '', received = '' } of details) {
          expect(Math.max(sent.length, received.length)).toBeLessThanOrEqual(2048);
        }
      });
      const published = bench.recorder.messages.map(({ key, headers, value }) =>
        [key, JSON.stringify(headers), Buffer.from(value).toString('utf8')].join('\n'),
      );
      const personal = Object.values(operations).flatMap((operation) => operation.personal);
      expect(personal.length).toBeGreaterThan(0);
      for (const value of personal.flatMap(encodings)) {
        expect(published.filter((message) => message.includes(value))).toEqual([]);
      }
    });
  });
}

const encodings = (value: string): string[] => [
  value,
  JSON.stringify(value).slice(1, -1),
  encodeURIComponent(value),
  Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -1),
  Buffer.from(value).toString('hex'),
];
