import { brotliDecompress, gunzip, inflate, type InputType, type ZlibOptions } from 'node:zlib';
import { TransportError } from './transport-error.js';

type Decoder = (
  input: InputType,
  options: ZlibOptions,
  callback: (error: Error | null, output: Buffer) => void,
) => void;

const decoders = new Map<string, Decoder>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', brotliDecompress],
]);

/** The codings of an answer that has to be decoded; empty for the usual one, which we ask for. */
export const codingsOf = (contentEncoding: string | undefined): string[] =>
  (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');

/**
 * We ask for `identity`; a partner that compresses nevertheless is understood, up to the same number of bytes.
 *
 * @throws TransportError `transport.answerTooLarge`, or `transport.failed` for another or a broken coding
 */
export async function decodeBody(body: Buffer, codings: readonly string[], maxBytes: number): Promise<Buffer> {
  const coding = codings[0];
  if (coding === undefined) return body;
  const decode = codings.length === 1 ? decoders.get(coding) : undefined;
  if (!decode) throw new TransportError('transport.failed', 'answer: unknown content-encoding');
  return new Promise((resolve, reject) =>
    decode(body, { maxOutputLength: maxBytes }, (error, output) => {
      if (!error) return resolve(output);
      const tooLarge = 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
      reject(
        tooLarge
          ? new TransportError('transport.answerTooLarge')
          : new TransportError('transport.failed', 'answer: its content-encoding is broken'),
      );
    }),
  );
}
