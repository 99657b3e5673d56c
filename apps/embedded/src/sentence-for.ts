import { RecordLimitTooSmall } from '@lienthong/gateway';
import { CannotOpenStore, DataFolderInUse } from '@lienthong/store';

/** One sentence for the person who starts the process, when the failure is one that he can mend. */
export function sentenceFor(error: unknown, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (error instanceof DataFolderInUse || error instanceof CannotOpenStore || error instanceof RecordLimitTooSmall) {
    return `${error.message}.`;
  }
  const { code, name, message } = error as { code?: string; name?: string; message?: string };
  if (code === 'EADDRINUSE') return `port ${env['PORT'] ?? 8080} is taken by another program; set PORT to a free one.`;
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return `no permission: ${message}.`;
  if (code === 'ENOSPC') return `the disk is full: ${message}.`;
  if (name === 'MasterKeyError') return `${message}.`;
  return undefined;
}
