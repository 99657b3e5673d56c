interface Shown {
  readonly command: readonly string[];
  /** What the command must say: that it fails is not enough. */
  readonly evidence: RegExp;
}
/** A deliberate defect: `<name>.patch` beside this file, and what shows it in each mode. */
export interface CrashDefect {
  readonly name: string;
  readonly embedded: Shown;
  readonly cluster: Shown;
}

const crash = (...args: string[]): string[] => [
  ...['--disable-warning=ExperimentalWarning', 'test/crash/crash.mts'],
  ...['--seed', '11', '--rate', '25', '--most', '300', '--life', '2', '--drain', '40', ...args],
];
const contractTest = (file: string, title: string): string[] => [
  ...['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runInBand', file, '-t', title],
];
const alone = (...points: string[]): string[] => crash('--kills', '0', '--points', points.join(',') || 'none');
const clustered = (faults: string, ...args: string[]): string[] =>
  crash('--mode', 'cluster', '--rate', '15', '--faults', faults, ...args);

const doubled = /doubled: a resolvable effect/;
const undone = /not as the situations call for: \w+ waiting|lost: /;

export const defects: readonly CrashDefect[] = [
  {
    name: 'attempt-stored-after-the-send',
    embedded: {
      command: alone('transport.firstByte', 'transport.answered', 'outcome.beforeCommit', 'transport.answered'),
      evidence: doubled,
    },
    cluster: {
      command: clustered('points', '--points', 'transport.firstByte,transport.answered,outcome.beforeCommit'),
      evidence: doubled,
    },
  },
  {
    name: 'no-deduplication-on-arrival',
    embedded: {
      command: alone('outcome.committed', 'journey.committed', 'outcome.committed', 'consumer.committed'),
      evidence: doubled,
    },
    cluster: {
      command: clustered('points', '--points', 'consumer.committed,relay.published,consumer.committed'),
      evidence: doubled,
    },
  },
  {
    name: 'unknown-is-sent-again',
    embedded: { command: [...alone(), '--seconds', '25'], evidence: doubled },
    cluster: { command: clustered('none', '--seconds', '25'), evidence: doubled },
  },
  {
    name: 'no-fencing',
    // One process alone has nobody to be fenced off from.
    embedded: {
      command: contractTest('libs/connector-kit/src/testing/reference.contract', 'an owner that does not know'),
      evidence: /✕ an owner that does not know that it has lost its lease writes nothing/,
    },
    cluster: {
      command: clustered('frozenPoint', '--points', 'outcome.beforeCommit', '--seconds', '50'),
      evidence: /unfenced: stored without the lease/,
    },
  },
  {
    name: 'dropped-outbox-row',
    embedded: { command: crash('--kills', '2', '--points', 'none'), evidence: undone },
    cluster: { command: clustered('kill', '--drain', '25'), evidence: undone },
  },
];
