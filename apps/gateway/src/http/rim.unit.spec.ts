import { actors } from '@lienthong/contracts';
import { problemOf } from './problem-of.js';
import { Problem, problemDocument } from './problem.js';
import { problems, type ProblemCode } from './problems.messages.js';
import { waitSeconds } from './prefer.js';
import { RouteTable } from './route-table.js';
import { requestIdOf, traceContext } from './traceparent.js';

describe('the catalogue of problems', () => {
  it.each(Object.entries(problems))('%s', (code, { status, detail, title, whoActs }) => {
    expect(detail).toMatch(/[^ -~]/);
    expect(title).toMatch(/^[A-Z][\x20-\x7e]+$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(actors).toContain(whoActs);
    expect(problemDocument(new Problem(code as ProblemCode), 't').detail).not.toMatch(/[{}]/);
  });
});

describe('what was thrown', () => {
  it.each([
    [{ code: '08006' }, true],
    [{ code: '53300' }, true],
    [{ code: 'ECONNREFUSED' }, true],
    [{ name: 'StoreGone' }, true],
    [{ name: 'BusClosed' }, true],
    [{ cause: { cause: { code: '57P03' } } }, true],
    [{ code: '23505' }, false],
    [{ code: '22P05' }, false],
    [new TypeError('x'), false],
    [undefined, false],
  ])('%j is an outage: %s', (error, outage) => {
    expect(problemOf(error).code).toBe(outage ? 'gateway.unavailable' : 'gateway.fault');
  });
  it('a cursor of somebody else’s', () => {
    expect(problemOf(Object.assign(new Error(), { name: 'BadCursor' })).options.errors?.[0]?.pointer).toBe(
      '/query/cursor',
    );
  });
});

describe('traceparent', () => {
  const hex = (digits: number): string => 'ab'.repeat(digits / 2);
  const given = '4bf92f3577b34da6a3ce929d0e0e4736';
  it.each([
    [`00-${given}-00f067aa0ba902b7-01`, given, '01'],
    [`00-${given}-00f067aa0ba902b7-00`, given, '00'],
    [`cc-${given}-00f067aa0ba902b7-03-more`, given, '01'],
    [`00-${given}-00f067aa0ba902b7-01-more`, hex(32), '01'],
    [`ff-${given}-00f067aa0ba902b7-01`, hex(32), '01'],
    [`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, hex(32), '01'],
    [`00-${given}-${'0'.repeat(16)}-01`, hex(32), '01'],
    [`00-${given.toUpperCase()}-00f067aa0ba902b7-01`, hex(32), '01'],
    ['rubbish', hex(32), '01'],
    [undefined, hex(32), '01'],
  ])('%s', (header, traceId, flags) => {
    expect(traceContext(header, hex).traceparent).toBe(`00-${traceId}-${hex(16)}-${flags}`);
  });
  it('request ids that may be repeated', () => {
    expect(requestIdOf('a.b:c/1')).toBe('a.b:c/1');
    for (const bad of ['', 'a b', 'a\r\nx: y', 'é', 'x'.repeat(129), ['a'], undefined])
      expect(requestIdOf(bad)).toBeUndefined();
  });
});

it.each([
  ['wait=10', 10],
  ['respond-async, wait=10', 10],
  ['respond-async; foo="bar", Wait = "5"', 5],
  ['wait=99999', 30],
  ['wait=4294967296', 30],
  ['wait=0', 0],
  ['wait=-1', undefined],
  ['wait=soon', undefined],
  ['waiting=3', undefined],
  [undefined, undefined],
])('Prefer: %s waits %s seconds', (header, seconds) => expect(waitSeconds(header)).toBe(seconds));

it('the table of routes tells methods of a path', () => {
  const table = new RouteTable();
  table.add('/v1/dossiers/:code', ['PUT']);
  table.add('/v1/dossiers/:code', ['GET']);
  table.add('/openapi.json', ['GET']);
  expect(table.allowed('/v1/dossiers/H44.1')).toEqual(['GET', 'PUT']);
  expect(table.allowed('/v1/dossiers/H44.1/x')).toEqual([]);
  expect(table.allowed('/openapiXjson')).toEqual([]);
});
