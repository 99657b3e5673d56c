import type { Socket } from 'node:net';
import { hasLongBody } from './long-body.js';
import { Problem, problemDocument, problemType } from './problem.js';
import { problems, type ProblemCode } from './problems.messages.js';

/** Node's reasons to give up on a connection before there is a request. */
function codeOf(reason: string | undefined): ProblemCode {
  if (reason === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request.timeout';
  return reason === 'HPE_HEADER_OVERFLOW' ? 'request.headersTooLarge' : 'request.malformed';
}

const reasonPhrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** Answers what is not HTTP, or never became a whole request, and ends the connection. */
export function answerClientError(
  error: { readonly code?: string },
  socket: Socket,
  traceId: string,
): ProblemCode | undefined {
  // Said once per request, by a check that goes on without the connection.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && hasLongBody(socket)) return undefined;
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return undefined;
  }
  const code = codeOf(error.code);
  socket.end(rawAnswer(code, traceId));
  // A peer that neither reads nor closes must not keep the socket.
  setTimeout(() => socket.destroy(), 1000).unref();
  return code;
}

function rawAnswer(code: ProblemCode, traceId: string): string {
  const body = JSON.stringify(problemDocument(new Problem(code), traceId));
  const { status } = problems[code];
  return [
    `HTTP/1.1 ${status} ${reasonPhrases[status] ?? 'Error'}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
