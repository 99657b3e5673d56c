const name = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/;
const longest = 64 * 1024;

/**
 * Plain XML with everything inside personal elements (by local name) replaced and all attributes left out; undefined for anything
 * that is not surely understood: markup declarations, CDATA, instructions, unbalanced or oversized texts.
 */
export function maskXml(body: string, personal: ReadonlySet<string>): string | undefined {
  if (body.length > longest || !/^\s*</.test(body)) return undefined;
  const start = /^\s*(?:<\?xml[^<>]*\?>)?/.exec(body)![0].length;
  const open: string[] = [];
  const shown: string[] = [];
  /** Depth of the personal element that is being passed over. */
  let hidden = 0;
  let at = start;
  while (at < body.length) {
    const tag = body.indexOf('<', at);
    const text = body.slice(at, tag < 0 ? body.length : tag);
    if (hidden === 0) shown.push(text);
    if (tag < 0) break;
    const end = body.indexOf('>', tag);
    if (end < 0) return undefined;
    const inner = body.slice(tag + 1, end);
    const closing = inner.startsWith('/');
    const alone = inner.endsWith('/');
    const [qualified = ''] = inner.slice(closing ? 1 : 0, alone ? -1 : undefined).split(/\s/, 1);
    // A `>` within an attribute's value ends the tag too early: what follows is not understood then, or has been left out.
    if (!name.test(qualified) || inner.split('"').length % 2 === 0 || inner.split("'").length % 2 === 0)
      return undefined;
    const isPersonal = personal.has(qualified.slice(qualified.indexOf(':') + 1));
    if (closing) {
      if (open.pop() !== qualified) return undefined;
      if (hidden > open.length) hidden = 0;
      if (hidden === 0) shown.push(`</${qualified}>`);
    } else {
      if (hidden === 0) shown.push(`<${qualified}${alone ? '/' : ''}>`);
      if (!alone) {
        open.push(qualified);
        if (hidden === 0 && isPersonal) {
          hidden = open.length;
          shown.push('***');
        }
      }
    }
    at = end + 1;
  }
  return open.length === 0 ? shown.join('') : undefined;
}
