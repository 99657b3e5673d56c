import type { HttpResult } from '@lienthong/connector-kit';
import { answer, failure, scriptedHttp } from '../testing/dvc-portal/scripted-http.js';
import { emcConfigOf, emcOf } from '../testing/emc/emc.js';
import { readEmcConfig } from './emc.config.js';

const slice = { baseUrl: 'https://emc.example', siteId: 7 };
const faultsOf = (given: object) => {
  const read = readEmcConfig(given);
  return read.ok ? [] : read.faults;
};

describe('the configuration of EMC', () => {
  it('fills in the defaults', () => {
    expect(emcConfigOf()).toMatchObject({
      ...{ path: '/TrackingMCDT', off: false, dialect: 'json', codes: 'numbers', onDoubt: 'park' },
      user: { form: 'anonymous' },
      answers: { successStatuses: [200, 201, 202, 204] },
    });
    expect(emcConfigOf().statuses).toHaveLength(10);
  });

  it.each([
    [{ siteId: undefined }, '/siteId', 'siteId or sites, or off: true'],
    [{ siteId: 0 }, '/siteId', '>= 1'],
    [{ baseUrl: 'http://127.0.0.1' }, '/baseUrl', 'a public address'],
    [{ user: { form: 'pseudonym' } }, '/user/key', 'at least 32'],
    [{ user: { form: 'pseudonym', key: 'short-key' } }, '/user/key', '32'],
    [{ user: { form: 'clear' } }, '/user/demandedBy', 'the document'],
    [{ tables: { level: { onlinePartial: 'x' } } }, '/tables/level/onlinePartial', 'text of the form'],
    [{ statuses: ['gone'] }, '/statuses/0', 'one of registered'],
    [{ unheard: 1 }, '/unheard', 'owner, baseUrl'],
  ])('%j names the key and what is allowed', (changes, pointer, allowed) => {
    const faults = faultsOf({ ...slice, ...changes });
    expect(faults.map((fault) => fault.pointer)).toEqual([pointer]);
    expect(faults[0]!.allowed).toContain(allowed);
    expect(JSON.stringify(faults)).not.toContain('short-key');
  });

  it.each([
    { siteId: undefined, off: true },
    { siteId: undefined, sites: { 'H99.01': 2 } },
  ])('%j is enough', (changes) => expect(faultsOf({ ...slice, ...changes })).toEqual([]));
});

describe('whether EMC is up', () => {
  const health = (step: HttpResult) => emcOf().health(scriptedHttp(step));

  it('is told by reading the page script; nothing is counted by it', async () => {
    const http = scriptedHttp(answer(200, 'var _govaq'));
    expect(await emcOf().health(http)).toEqual({ state: 'up' });
    expect(http.requests).toMatchObject([{ method: 'GET', path: '/embed/gov-tracking.min.js', purpose: 'read' }]);
    expect(await health(answer(404, ''))).toEqual({ state: 'up' });
    expect(await health(failure('transport.answerTooLarge', true))).toEqual({ state: 'up' });
    expect(await health(answer(502, ''))).toEqual({ state: 'down', cause: 'emc.serverError' });
    expect(await health(failure('transport.timeout', true))).toEqual({ state: 'down', cause: 'transport.timeout' });
    expect(await emcOf({ off: true }).health(scriptedHttp())).toEqual({ state: 'up' });
  });
});
