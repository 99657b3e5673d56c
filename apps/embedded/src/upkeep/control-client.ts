import { request } from 'node:http';
import { controlSocket } from './control-server.js';

/** Nobody answers: the process that has the folder is not there, or does not serve commands. */
export class NobodyAnswers extends Error {}
/** The process that has the folder is there and does not answer; the message is a sentence. */
export class AnswersTooLate extends Error {}
/** The process has refused the command; the message is its sentence. */
export class CommandRefused extends Error {}

/** Asks the process that has the data folder. A backup takes as long as it takes; anything else answers within the deadline. */
export function control<T>(dataDir: string, command: string, body: object = {}, deadlineMs = 10_000): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const signal = AbortSignal.timeout(deadlineMs);
    const failed = (error: NodeJS.ErrnoException): void => {
      const nobody = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
      if (nobody) reject(new NobodyAnswers('no process answers there'));
      else if (signal.aborted) reject(new AnswersTooLate(`the process has not answered within ${deadlineMs / 1000} s`));
      else reject(error);
    };
    const asking = request(
      { socketPath: controlSocket(dataDir), path: `/${command}`, method: 'POST', signal },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', failed);
        response.on('end', () => {
          const value = JSON.parse(Buffer.concat(chunks).toString('utf8')) as T & { readonly problem?: string };
          if (response.statusCode === 200) resolve(value);
          else reject(new CommandRefused(value.problem ?? `the process answered ${response.statusCode}`));
        });
      },
    );
    asking.on('error', failed);
    asking.end(JSON.stringify(body));
  });
}
