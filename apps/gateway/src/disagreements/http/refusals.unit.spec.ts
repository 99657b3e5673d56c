import { problemDocument } from '../../http/problem.js';
import { noRepairSentences } from '../views/no-repair.messages.js';
import type { NoRepairWhy } from '../rules/finding.js';
import { refusalOfRepair } from './refusals.js';

describe('an act that is not the safe repair', () => {
  it.each(Object.keys(noRepairSentences) as NoRepairWhy[])('is refused in Vietnamese, and by its code: %s', (why) => {
    const { detail, ...document } = problemDocument(refusalOfRepair({ kind: 'noRepair', why }), 't');
    expect(detail).toContain(noRepairSentences[why]);
    expect(detail).not.toContain(why);
    expect(document).toMatchObject({ code: 'disagreement.noRepair', why });
  });
});
