import { CannotOpenStore } from '../errors.js';

/** Turns what the system, PostgreSQL or PGlite said into one sentence for the person who starts the process. */
export function openingError(dataDir: string, text: string, cause: unknown): CannotOpenStore {
  const options = { cause };
  if (/NOT_DURABLE/.test(text)) {
    return new CannotOpenStore(
      'notDurable',
      `the database in ${dataDir} does not force commits to the disk (an insert caused no fsync), so nothing may be promised: is the pinned version of PGlite installed?`,
      options,
    );
  }
  if (/ENOSPC|No space left|53100/i.test(text)) {
    return new CannotOpenStore(
      'diskFull',
      `the disk that holds ${dataDir} is full: make room and start again`,
      options,
    );
  }
  if (/EACCES|EPERM|EROFS|EEXIST|ENOTDIR|Permission denied|Read-only file system/i.test(text)) {
    return new CannotOpenStore(
      'notWritable',
      `the data folder ${dataDir} cannot be written by this user: change its owner, or choose another`,
      options,
    );
  }
  return new CannotOpenStore(
    'corrupt',
    `the database in ${dataDir} cannot be opened (${firstLine(text)}): if the folder is damaged, restore it from a backup`,
    options,
  );
}

const firstLine = (text: string): string =>
  text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim()
    .slice(0, 300) ?? 'no reason given';
