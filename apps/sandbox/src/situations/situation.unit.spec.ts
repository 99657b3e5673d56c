import { seededRandom } from './random.js';
import { readSituation, type Situation } from './situation.js';
import { Situations } from './situations.js';

const situation = (body: object) => readSituation(body, []) as Situation;

describe('situations in force', () => {
  it('are at most a thousand; spent ones make room', () => {
    const situations = new Situations();
    for (let i = 0; i < 1000; i++)
      situations.put('p', undefined, situation({ situation: 'down', count: 1, key: `${i}` }));
    const more = situation({ situation: 'down', count: 1, key: 'more' });
    expect(situations.put('p', undefined, more)).toBeUndefined();
    situations.take({ partner: 'p', keys: ['17'] }, () => true);
    expect(situations.put('p', undefined, more)).toMatchObject({ left: 1 });
    expect(situations.list()).toHaveLength(1000);
  });

  it('leave a wider one its turn where a narrow one is spent', () => {
    const situations = new Situations();
    situations.put('p', 'op', situation({ situation: 'html', count: 1 }));
    situations.put('p', undefined, situation({ situation: 'down', all: true }));
    const take = () => situations.take({ partner: 'p', operation: 'op', keys: [] }, () => true)?.situation;
    expect([take(), take()]).toEqual(['html', 'down']);
  });

  it('with a probability strike about that often', () => {
    const random = seededRandom(3);
    const hits = Array.from({ length: 10_000 }, random).filter((number) => number < 0.2).length;
    expect(hits).toBeGreaterThan(1800);
    expect(hits).toBeLessThan(2200);
  });
});
