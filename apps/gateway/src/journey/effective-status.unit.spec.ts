import { dossierStatuses } from '@lienthong/contracts';
import { effectiveStatus } from './effective-status.js';

const delivered = { delivered: { at: '2026-11-25T08:00:00.000Z', evidence: 'feed row' } };

describe('the effective status', () => {
  it.each(dossierStatuses)('is what the agency says while it says %s and nothing else was seen', (status) => {
    expect(effectiveStatus({ status, returnBy: 'post' }, {})).toBe(status);
  });

  it('is returned once the agency has completed and the post has delivered', () => {
    expect(effectiveStatus({ status: 'completed', returnBy: 'post' }, delivered)).toBe('returned');
  });

  it('is returned once the agency has completed what is handed over electronically', () => {
    expect(effectiveStatus({ status: 'completed', returnBy: 'electronic' }, {})).toBe('returned');
  });

  it.each(dossierStatuses.filter((status) => status !== 'completed'))(
    'is never more than %s because of what was seen',
    (status) => {
      expect(effectiveStatus({ status, returnBy: 'electronic' }, delivered)).toBe(status);
    },
  );
});
