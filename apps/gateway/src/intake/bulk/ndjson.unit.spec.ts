import { linesOf } from './ndjson.js';

async function linesIn(chunks: readonly string[], maxBytes = 10): Promise<(string | undefined)[]> {
  async function* body(): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const found: (string | undefined)[] = [];
  for await (const { line, bytes } of linesOf(body(), maxBytes)) {
    expect(line).toBe(found.length + 1);
    found.push(bytes?.toString('utf8'));
  }
  return found;
}

describe('lines of a body', () => {
  it.each<[string, readonly string[], readonly (string | undefined)[]]>([
    ['are found however the body is cut', ['a', 'b\nc', 'd', '\n', 'e'], ['ab', 'cd', 'e']],
    ['keep a cut character whole', ['\u1ec7\n'], ['\u1ec7']],
    ['that are empty count', ['a\n\nb\n'], ['a', '', 'b']],
    ['do not begin behind the last end', ['a\n'], ['a']],
    ['that are too long are thrown away alone', ['a\n', '0123456789x', 'yz\nb\n'], ['a', undefined, 'b']],
    ['may be as long as allowed', ['0123456789\n', '01234567890'], ['0123456789', undefined]],
    ['of nothing are none', [''], []],
  ])('%s', async (_, chunks, lines) => {
    expect(await linesIn(chunks)).toEqual(lines);
  });
});
