import type { DossierStatus } from '@lienthong/contracts';
import { sampleDossier } from '../testing/sample-dossier.js';
import { began } from './began.js';

const at = '2026-11-22T05:00:00.000Z';
const content = sampleDossier({
  submittedAt: '2026-11-01T08:00:00+07:00',
  receivedAt: '2026-11-02T08:00:00+07:00',
  refusedAt: '2026-11-03T08:00:00+07:00',
  finishedAt: '2026-11-04T08:00:00+07:00',
  returnedAt: '2026-11-05T08:00:00+07:00',
  supplements: [{ id: 's', askedAt: '2026-11-06T08:00:00+07:00', content: 'x' }],
});

describe('since when a recorded dossier has its status', () => {
  it.each<[DossierStatus, string]>([
    ['registered', '2026-11-01'],
    ['received', '2026-11-02'],
    ['processing', '2026-11-02'],
    ['paymentRequested', '2026-11-02'],
    ['refused', '2026-11-03'],
    ['completed', '2026-11-04'],
    ['stopped', '2026-11-04'],
    ['withdrawn', '2026-11-04'],
    ['returned', '2026-11-05'],
    ['supplementRequested', '2026-11-06'],
  ])('%s: as the agency states', (status, day) => {
    expect(began(content, status, at)).toBe(`${day}T01:00:00.000Z`);
  });

  it('without a date, or with one that is still to come: since it was recorded', () => {
    expect(began(sampleDossier({ finishedAt: null }), 'completed', at)).toBe(at);
    expect(began(sampleDossier({ finishedAt: '2027-01-01T08:00:00+07:00' }), 'completed', at)).toBe(at);
  });
});
