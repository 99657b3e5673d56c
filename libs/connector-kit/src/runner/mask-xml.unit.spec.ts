import { createHash } from 'node:crypto';
import { maskXml } from './mask-xml.js';
import { mask } from './mask.js';
import { recordCall } from './record.js';

const personal = new Set(['HoVaTen', 'Ten']);

describe('XML shown to operators', () => {
  it('keeps what is not personal, hides what is, whatever the prefix, and leaves attributes out', () => {
    const body =
      '<?xml version="1.0"?><s:E xmlns:s="u" ma="1"><d:MaCanBo>CB1</d:MaCanBo><d:HoVaTen><Ten>AN</Ten> x</d:HoVaTen><e/></s:E>';
    expect(maskXml(body, personal)).toBe('<s:E><d:MaCanBo>CB1</d:MaCanBo><d:HoVaTen>***</d:HoVaTen><e/></s:E>');
    expect(mask(body, personal)).not.toContain('AN');
  });

  it.each([
    ['truncated', '<a><HoVaTen>AN'],
    ['truncated in a tag', '<a><HoVaTen>AN</HoVaTe'],
    ['CDATA', '<a><![CDATA[AN]]></a>'],
    ['a comment', '<a><!-- AN --></a>'],
    ['a declaration', '<!DOCTYPE a [<!ENTITY x "AN">]><a>&x;</a>'],
    ['crossed elements', '<a><HoVaTen></a>AN</HoVaTen>'],
    ['a > within a value', '<a b="1>AN"></a>'],
    ['text', 'AN'],
  ])('shows only the size of %s', (_, body) => {
    expect(maskXml(body, personal)).toBeUndefined();
    expect(mask(body, personal)).toBe(`(${Buffer.byteLength(body)} bytes, not JSON)`);
  });
});

describe('an answer that may not be kept', () => {
  it('is recorded by its size and hash', () => {
    const body = Buffer.from('<Ten>AN</Ten>');
    const request = { method: 'POST', path: '/x', body: 'q', keepAnswer: 'none' } as const;
    const call = recordCall('send', request, { ok: true, status: 200, headers: {}, body, millis: 1 });
    const sha256 = createHash('sha256').update(body).digest('hex');
    expect(JSON.parse(call.received!)).toEqual({ notKept: '13 bytes', sha256 });
    expect(
      recordCall(
        'send',
        { ...request, keepAnswer: undefined as never },
        { ok: true, status: 200, headers: {}, body, millis: 1 },
      ).received,
    ).toBe('<Ten>AN</Ten>');
  });
});
