import { guardXml, type XmlLimits } from './guard.js';
import { readXml } from './tree.js';

const limits: XmlLimits = { bytes: 100_000, depth: 16, elements: 500, attributes: 16, tagChars: 2_000 };
const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const cause = (text: string | Uint8Array) => {
  const read = readXml(typeof text === 'string' ? bytes(text) : text, limits);
  return read.ok ? 'ok' : read.cause;
};

const laughs = (levels: number) =>
  `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">${Array.from({ length: levels }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')}]><l>&l${levels};</l>`;

describe('XML before a parser sees it', () => {
  it.each([
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 'xml.declaration'],
    ['a document type without use', '<!DOCTYPE a><a/>', 'xml.declaration'],
    ['a document type from outside', '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>', 'xml.declaration'],
    ['billion laughs', laughs(9), 'xml.declaration'],
    [
      'quadratic blow-up',
      `<!DOCTYPE a [<!ENTITY x "${'x'.repeat(20_000)}">]><a>${'&x;'.repeat(20_000)}</a>`,
      'xml.declaration',
    ],
    ['an entity nobody declared', '<a>&x;</a>', 'xml.malformed'],
    ['depth', '<a>'.repeat(17) + '</a>'.repeat(17), 'xml.tooDeep'],
    ['many elements', `<a>${'<b/>'.repeat(600)}</a>`, 'xml.tooManyElements'],
    ['many attributes', `<a ${Array.from({ length: 20 }, (_, n) => `a${n}=""`).join(' ')}/>`, 'xml.tooManyAttributes'],
    ['a long tag', `<a b="${'x'.repeat(3_000)}"/>`, 'xml.tagTooLong'],
    ['size', `<a>${'x'.repeat(100_001)}</a>`, 'xml.tooLarge'],
    ['an instruction', '<a><?php x?></a>', 'xml.instruction'],
    ['another encoding', '<?xml version="1.0" encoding="utf-16"?><a/>', 'xml.notUtf8'],
    ['bytes of another encoding', Buffer.from('<a>\u1eb6</a>', 'utf16le'), 'xml.notUtf8'],
    ['broken UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]), 'xml.notUtf8'],
    ['an open comment', '<a><!-- x</a>', 'xml.malformed'],
    ['an unbound prefix', '<x:a/>', 'xml.malformed'],
    ['two roots', '<a/><b/>', 'xml.malformed'],
    ['nothing', '', 'xml.malformed'],
    ['text', 'OK', 'xml.malformed'],
    ['HTML', '<html><br></html>', 'xml.malformed'],
  ])('%s is refused', (_, text, expected) => expect(cause(text)).toBe(expected));

  it('takes CDATA, comments, a mark of byte order, quotes with > in them and names of prototypes', () => {
    const read = readXml(
      bytes('\ufeff<a t="1>2"><!-- <b> --><![CDATA[<&]]>&lt;<__proto__>x</__proto__><constructor/></a>'),
      limits,
    );
    expect(read).toMatchObject({ ok: true, root: { local: 'a', text: '<&<' } });
    expect(read.ok && read.root.children.map(({ local }) => local)).toEqual(['__proto__', 'constructor']);
  });

  it('is quick whatever it gets: every hostile form at its largest', () => {
    const most = { ...limits, bytes: 1_000_000, tagChars: 1_000_000, elements: 1_000_000, depth: 1_000_000 };
    const size = 900_000;
    const hostile = [
      '<'.repeat(size),
      '<a '.repeat(size / 3),
      `<a ${'b'.repeat(size)}`,
      `<a "${"'".repeat(size)}`,
      '<![CDATA['.repeat(size / 9),
      '<!--'.repeat(size / 4),
      '&'.repeat(size),
      '<a>'.repeat(size / 3),
      `<a>${'&#x41;'.repeat(size / 6)}</a>`,
      laughs(9) + ' '.repeat(size),
    ];
    const began = performance.now();
    for (const text of hostile) guardXml(bytes(text), most);
    // A walk that went back at each step would take minutes.
    expect(performance.now() - began).toBeLessThan(1_500);
  });
});
