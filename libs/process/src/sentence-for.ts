import { CannotOpenStore, DataFolderInUse, isDiskFull, MigrationRefused } from '@lienthong/store';
import { StartRefused } from './refusal.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where this process listens: the variable that says it, and what holds without it. */
export interface PortVariable {
  readonly name: string;
  readonly fallback: number;
}
const gatewayPort: PortVariable = { name: 'PORT', fallback: 8080 };

/** Errors whose message is a sentence for the person who starts the process; thrown by packages that nobody here may know. */
const ownSentence: ReadonlySet<string> = new Set([
  'MasterKeyError',
  'RecordLimitTooSmall',
  'RetentionTooShort',
  'CannotOpenBus',
]);

/** What the person who starts the process is told, when the failure is one that he can mend; undefined for any other. */
export function sentencesFor(
  error: unknown,
  env: Variables,
  port: PortVariable = gatewayPort,
): readonly string[] | undefined {
  if (error instanceof StartRefused) return error.sentences;
  const sentence = sentenceFor(error, env, port);
  return sentence === undefined ? undefined : [sentence];
}

function sentenceFor(error: unknown, env: Variables, port: PortVariable): string | undefined {
  if (error instanceof DataFolderInUse || error instanceof CannotOpenStore || error instanceof MigrationRefused) {
    return `${error.message}.`;
  }
  const { code, name, message } = error as { code?: string; name?: string; message?: string };
  if (code === 'EADDRINUSE')
    return `port ${env[port.name] || port.fallback} is taken by another program; set ${port.name} to a free one.`;
  if (code === 'EADDRNOTAVAIL') return `LISTEN_HOST names no address of this machine: ${message}.`;
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return `no permission: ${message}.`;
  if (isDiskFull(error)) return `the disk is full: ${message}.`;
  return name !== undefined && ownSentence.has(name) ? `${message}.` : undefined;
}
