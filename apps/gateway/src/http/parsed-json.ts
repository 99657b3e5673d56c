import { readJson } from './json/read-json.js';
import { invalid, Problem } from './problem.js';
import { placed } from './validate.js';

/**
 * What a body says; undefined where it says nothing. Throws the problem that says why it is no JSON of ours.
 * @param firstLine number of the first line, where these are lines of something larger
 */
export function parsedJson(bytes: Uint8Array, firstLine = 1): unknown {
  const read = readJson(bytes);
  switch (read.kind) {
    case 'value':
      return read.value;
    case 'empty':
      // As without a body: who needs one says so.
      return undefined;
    case 'notUtf8':
      throw new Problem('json.notUtf8');
    case 'broken': {
      const place = { line: read.line + firstLine - 1, column: read.column };
      throw new Problem('json.broken', { params: place, extra: place });
    }
    case 'faults':
      throw invalid(read.faults.map(({ pointer, code }) => placed(pointer, { code })));
  }
}
