import type { Log } from '@lienthong/config';
import { logEvent } from './log-event.js';

const levelOf = (detail: object): string => {
  const told: string[] = [];
  const log = { warn: () => told.push('warn'), info: () => told.push('info') } as unknown as Log;
  logEvent(log, 'connectors', detail);
  return told.join();
};
const refused = { event: 'inboundRefused', provider: 'post-office', account: 'feed', kept: true };

it.each([
  [
    'a row of a feed that cannot be read',
    { ...refused, ground: 'content', cause: 'post-office.timeMalformed' },
    'warn',
  ],
  ['a request without proof', { ...refused, ground: 'proof', cause: 'sepay.signatureWrong' }, 'info'],
  ['what failed', { event: 'jobFailed', error: new Error('x') }, 'warn'],
  ['a defect', { event: 'defect', fault: 'x' }, 'warn'],
  ['the ordinary run of things', { event: 'retention' }, 'info'],
])('%s', (_title, detail, level) => expect(levelOf(detail)).toBe(level));
