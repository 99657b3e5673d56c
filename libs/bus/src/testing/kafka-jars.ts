import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const pomPath = join('libs', 'bus', 'kafka-jars', 'pom.xml');

/** The repository's folder: the nearest above the current one that has the list of jars. */
function repository(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, pomPath))) return folder;
    if (folder === dirname(folder)) throw new Error(`${pomPath} is in none of the folders above ${process.cwd()}`);
  }
}

function version(pom: string): string {
  const found = /<kafka\.version>([\w.-]+)</.exec(readFileSync(pom, 'utf8'))?.[1];
  if (found === undefined) throw new Error(`${pom} names no kafka.version`);
  return found;
}

function place(): { readonly pom: string; readonly jars: string } {
  const root = repository();
  const pom = join(root, pomPath);
  return { pom, jars: join(root, 'node_modules', '.cache', 'lienthong', `kafka-${version(pom)}`) };
}

const runs = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;

/** Why Apache Kafka's own jars cannot be used here; undefined when they can. */
export function whyNoKafkaJars(): string | undefined {
  if (!runs('java', '-version')) return 'there is no Java (17 or newer) on the path';
  try {
    if (existsSync(place().jars) || runs('mvn', '--version')) return undefined;
    return 'there is no Maven on the path to fetch Apache Kafka with';
  } catch (error) {
    return (error as Error).message;
  }
}

/** The folder with the jars; fetched once, and put in place whole, so that several processes may ask at the same time. */
export async function kafkaJars(): Promise<string> {
  const { pom, jars } = place();
  if (existsSync(jars)) return jars;
  mkdirSync(dirname(jars), { recursive: true });
  const fetched = mkdtempSync(`${jars}.part-`);
  try {
    const copy = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fetched}`];
    await run('mvn', ['-q', '-B', '-f', pom, ...copy], { timeout: 300_000 });
    renameSync(fetched, jars);
  } catch (error) {
    rmSync(fetched, { recursive: true, force: true });
    // Somebody else was quicker.
    if (!existsSync(jars)) throw error;
  }
  return jars;
}
