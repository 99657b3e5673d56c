import { areNews, changesOf, claimsKept } from './changes.js';
import type { Finding } from './finding.js';

const finding = (about: string, more: Partial<Finding> = {}): Finding => ({
  ...{ kind: 'statusBehind', about, since: '2026-01-01T00:00:00Z', settled: true, assumed: false },
  claims: [{ who: 'portal', says: 'received', at: '2026-01-01T00:00:00Z' }],
  repair: { kind: 'tellPortal' },
  ...more,
});

describe('changes by a comparison', () => {
  it('begins what has settled, not what may pass', () => {
    const { begun, altered, over } = changesOf([finding('a'), finding('b', { settled: false })], []);
    expect(begun.map(({ about }) => about)).toEqual(['a']);
    expect([altered, over]).toEqual([[], []]);
  });

  it('alters a known one when claims, repair or assumption differ, also unsettled; a later `since` alone is no news', () => {
    const known = [finding('a'), finding('b'), finding('c')];
    const said = { repair: { kind: 'none', why: 'moneyDecides' } } as const;
    const found = [
      finding('a', { since: '2026-02-01T00:00:00Z' }),
      finding('b', said),
      finding('c', { assumed: true, settled: false }),
    ];
    const { begun, altered, over } = changesOf(found, known);
    expect(altered).toEqual([
      { known: known[1], finding: found[1] },
      { known: known[2], finding: found[2] },
    ]);
    expect([begun, over]).toEqual([[], []]);
  });

  it('the same said again, later and shown by something else, is no news; another word or sum is', () => {
    const known = [finding('a')];
    const [claim] = known[0]!.claims;
    const again = finding('a', { claims: [{ ...claim!, at: '2026-03-01T00:00:00Z', evidence: 'second' }] });
    expect(areNews(changesOf([again], known))).toBe(false);
    for (const other of [{ says: 'processing' }, { who: 'agency' }, { amount: 1 }] as const) {
      expect(areNews(changesOf([finding('a', { claims: [{ ...claim!, ...other }] })], known))).toBe(true);
    }
    const concluded = [finding('a', { assumed: true })];
    expect(areNews(changesOf([{ ...again, assumed: true }], concluded))).toBe(true);
    expect(
      areNews(
        changesOf([finding('a', { assumed: true, claims: [{ ...claim!, at: '2026-03-01T00:00:00Z' }] })], concluded),
      ),
    ).toBe(false);
  });

  it('keeps time and evidence of who says what it said before', () => {
    const first = { who: 'portal', says: 'absent', at: '2026-01-01T00:00:00Z', evidence: 'first' } as const;
    const ours = { who: 'gateway', says: 'acknowledged', at: '2026-01-01T00:00:00Z' } as const;
    const later = { at: '2026-03-01T00:00:00Z', evidence: 'second' };
    const now = [
      { ...ours, says: 'processing', ...later },
      { ...first, ...later },
    ] as const;
    expect(claimsKept({ claims: [ours, first] }, { claims: now, assumed: false })).toEqual([now[0], first]);
    expect(claimsKept({ claims: [ours, first] }, { claims: now, assumed: true })).toEqual(now);
  });

  it('ends a known one that differs no more; one that differs unsettled stays', () => {
    const known = [finding('a'), finding('b')];
    expect(changesOf([finding('b', { settled: false })], known)).toEqual({ begun: [], altered: [], over: [known[0]] });
  });

  it('tells news from none', () => {
    expect(areNews(changesOf([finding('a'), finding('b', { settled: false })], [finding('a')]))).toBe(false);
    expect(areNews(changesOf([finding('a')], []))).toBe(true);
    expect(areNews(changesOf([finding('a', { assumed: true })], [finding('a')]))).toBe(true);
    expect(areNews(changesOf([], [finding('a')]))).toBe(true);
  });
});
