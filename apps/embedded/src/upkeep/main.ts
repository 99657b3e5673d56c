import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { existsSync } from 'node:fs';
import { readEnvironment, type Environment } from '@lienthong/config';
import { OptionsRefused, runProcess, StartRefused } from '@lienthong/process';
import { BackupUnreadable, openStore, RestoreRefused } from '@lienthong/store';
import { AnswersTooLate, CommandRefused, control, NobodyAnswers } from './control-client.js';
import { catchUp } from './catch-up.js';
import type { Place } from './place.js';
import { restoreBackup } from './restore-backup.js';
import { takeBackup, type TakenBackup } from './take-backup.js';
import { topicsOfBefore } from './topics-of-before.js';

const backupDeadlineMs = 6 * 3_600_000;

const inMegabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;
const inSeconds = (millis: number): string => `${(millis / 1000).toFixed(1)} s`;

function refuseOptions(...sentences: readonly string[]): never {
  throw new OptionsRefused(sentences);
}

function refuse(...sentences: readonly string[]): never {
  throw new StartRefused(sentences);
}

function environment(): Environment {
  const read = readEnvironment(process.env);
  return read.ok ? read.environment : refuse(...read.sentences);
}

const placeIn = ({ databaseUrl, dataDir }: Environment): Place => ({ databaseUrl: databaseUrl?.reveal(), dataDir });
const place = (): Place => placeIn(environment());

/** Through the process that has the data folder where one is at work, else directly. */
async function backup(file: string, at: Place): Promise<TakenBackup> {
  if (existsSync(file)) refuse(`${file} is there already: choose another name.`);
  if (at.databaseUrl === undefined) {
    try {
      return await control<TakenBackup>(at.dataDir, 'backup', { to: file }, backupDeadlineMs);
    } catch (error) {
      if (!(error instanceof NobodyAnswers)) throw error;
    }
    if (!existsSync(at.dataDir)) refuse(`there is no data folder ${at.dataDir}: set DATA_DIR or DATABASE_URL.`);
  }
  const { databaseUrl, dataDir } = at;
  const store = await openStore(databaseUrl === undefined ? { dataDir } : { databaseUrl });
  try {
    return await takeBackup({ store }, file);
  } finally {
    await store.close();
  }
}

interface Restore {
  readonly replace: boolean;
  readonly leaveTopics: boolean;
}

async function restore(file: string, read: Environment, { replace, leaveTopics }: Restore): Promise<void> {
  if (!existsSync(file)) refuse(`there is no file ${file}.`);
  const at = placeIn(read);
  const onKafka = at.databaseUrl !== undefined;
  const topics = onKafka && !leaveTopics ? await topicsOfBefore(read, process.env) : undefined;
  try {
    const { rows, snapshotAt, millis } = await restoreBackup(file, at, replace);
    console.log(`restored ${rows} rows in ${inSeconds(millis)}.`);
    console.log(`What was accepted after ${snapshotAt} is lost: whoever sent it must send it again.`);
    await topics?.renew();
    if (topics) console.log(`The topics ${topics.names.join(' and ')} have been made anew.`);
    else if (onKafka) console.log('Delete the topics of before by hand (docs/how-to/backup-and-restore.md).');
    console.log(
      'What is open is announced again within two minutes of the first start; what may have been done already',
    );
    console.log('and must not be done twice comes back as unknown, and is asked about, not sent.');
    const key = onKafka ? 'LIENTHONG_MASTER_KEY' : 'DATA_DIR/master.key';
    console.log(`The master key is not in a backup: ${key} must be the one of then.`);
  } catch (error) {
    if (error instanceof RestoreRefused) refuse(`${error.message}.`);
    if (error instanceof BackupUnreadable) refuse(`${error.message}. Nothing has been changed: give another backup.`);
    throw error;
  } finally {
    await topics?.close();
  }
}

async function main(): Promise<void> {
  const [command, ...args] = process.argv.slice(2);
  if (command === 'backup') {
    const { values } = parseArgs({ args, options: { to: { type: 'string' } } });
    if (!values.to) refuseOptions('--to is missing: npm run backup -- --to <file>.');
    const { file, rows, bytes, snapshotAt, millis, stoodStillMillis } = await backup(resolve(values.to), place());
    const still = stoodStillMillis > 0 ? `; the store stood still for ${inSeconds(stoodStillMillis)}` : '';
    console.log(`${file}: ${rows} rows, ${inMegabytes(bytes)}, in ${inSeconds(millis)}${still}.`);
    console.log(`It holds what was accepted until ${snapshotAt}. The master key is not in it: keep that elsewhere.`);
  } else if (command === 'restore') {
    const flag = { type: 'boolean', default: false } as const;
    const options = { from: { type: 'string' }, replace: flag, 'leave-topics': flag } as const;
    const { values } = parseArgs({ args, options });
    if (!values.from) {
      refuseOptions('--from is missing: npm run restore -- --from <file> [--replace] [--leave-topics].');
    }
    const { replace, 'leave-topics': leaveTopics } = values;
    await restore(resolve(values.from), environment(), { replace, leaveTopics });
  } else if (command === 'catch-up') {
    await catchUp(args, place, (line) => console.log(line));
  } else if (command === 'status') {
    parseArgs({ args, options: {} });
    console.log(JSON.stringify(await control(place().dataDir, 'status'), undefined, 2));
  } else
    refuseOptions(
      'commands: backup --to <file>, restore --from <file> [--replace] [--leave-topics], catch-up --unit <code> --since <day>, status',
    );
}

void runProcess(async () => {
  try {
    await main();
  } catch (error) {
    if (error instanceof NobodyAnswers) refuse('no process with this DATA_DIR is running.');
    if (error instanceof CommandRefused || error instanceof AnswersTooLate) refuse(`${error.message}.`);
    if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) refuseOptions(`${(error as Error).message}.`);
    throw error;
  }
});
