import { connect } from 'node:net';

/** What a plain socket saw of one request: no library hides, repeats or repairs anything. */
export interface Seen {
  /** Bytes of the answer, head and body. */
  bytes: Buffer;
  status?: number;
  headers: Record<string, string>;
  body: string;
  /** `open`: nothing more came within the time. */
  end: 'closed' | 'reset' | 'open';
  /** Milliseconds to the first byte. */
  firstByteMillis?: number;
}

/** Sends one request and listens until the answer is whole, the connection ends, or `millis` have passed. */
export function rawRequest(
  port: number,
  path: string,
  headers: Record<string, string>,
  body: string | Buffer,
  { millis = 10_000, mostBytes = Infinity }: { millis?: number; mostBytes?: number } = {},
): Promise<Seen> {
  const began = performance.now();
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    let firstByteMillis: number | undefined;
    const socket = connect(port, '127.0.0.1');
    const finish = (end: Seen['end']) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ...split(Buffer.concat(pieces)), end, firstByteMillis });
    };
    const timer = setTimeout(() => finish('open'), millis);
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code === 'ECONNRESET' ? 'reset' : 'closed'));
    socket.on('close', () => finish('closed'));
    socket.on('data', (piece) => {
      firstByteMillis ??= performance.now() - began;
      pieces.push(piece);
      length += piece.length;
      if (length >= mostBytes) finish('open');
    });
    const all = {
      host: '127.0.0.1',
      connection: 'close',
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    };
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`POST ${path} HTTP/1.1\r\n${head.join('')}\r\n`);
    socket.write(body);
  });
}

function split(bytes: Buffer): Pick<Seen, 'bytes' | 'status' | 'headers' | 'body'> {
  const at = bytes.indexOf('\r\n\r\n');
  if (at < 0) return { bytes, status: undefined, headers: {}, body: '' };
  const [first = '', ...lines] = bytes.toString('latin1', 0, at).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const sent = bytes.subarray(at + 4);
  const body = headers['transfer-encoding'] === 'chunked' ? joinChunks(sent) : sent;
  return { bytes, status: Number(first.split(' ')[1]), headers, body: body.toString('utf8') };
}

/** The chunks of a body as far as they came. */
function joinChunks(sent: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < sent.length;) {
    const line = sent.indexOf('\r\n', at);
    const length = line < 0 ? 0 : parseInt(sent.toString('latin1', at, line), 16);
    if (!(length > 0)) break;
    pieces.push(sent.subarray(line + 2, line + 2 + length));
    at = line + 2 + length + 2;
  }
  return Buffer.concat(pieces);
}
