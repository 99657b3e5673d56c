import type { PaymentView } from '../core.js';
import { shownPayment } from './show-payment.js';

const view = { id: 'p', eta: '2026-12-20T03:01:00.000Z' } as PaymentView;

describe('a payment as it is shown', () => {
  it('warns where the turn that it waits for comes behind the due date of its dossier, and only there', () => {
    expect(shownPayment(view)).toMatchObject({ warnings: [] });
    const shown = shownPayment({ ...view, turnAfterDue: true });
    expect(shown).toMatchObject({
      warnings: [{ pointer: '/eta', code: 'payment.turnAfterDue', whoActs: 'operator' }],
      eta: '2026-12-20T10:01:00+07:00',
    });
    expect(shown).not.toHaveProperty('turnAfterDue');
  });
});
