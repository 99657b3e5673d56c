import { join } from 'node:path';
import { demoKeyFiles } from '@lienthong/config';

export interface ReadyFacts {
  readonly port: number;
  readonly sandboxUrl: string | undefined;
  readonly dataDir: string;
  readonly configuration: string;
  /** Key of the client `demo`, when there is one; two operators come with it. */
  readonly demoKey: string | undefined;
}

/** The first request of the README, for where this process listens and keeps its key. */
const firstRequest = (api: string, dataDir: string): string =>
  [
    `curl -s -X PUT ${api}/v1/dossiers/H44.01-20261120-0001`,
    `-H "Authorization: Bearer $(cat '${join(dataDir, demoKeyFiles.client)}')"`,
    `-H 'Content-Type: application/json' -H 'Prefer: wait=10' --data-binary @docs/examples/first-dossier.json`,
  ].join(' ');

/** What a person needs to go on, in a table. */
export function readyTable({ port, sandboxUrl, dataDir, configuration, demoKey }: ReadyFacts): string {
  const api = `http://127.0.0.1:${port}`;
  const rows: [string, string][] = [
    ['API', `${api}/v1`],
    ['API docs', `${api}/docs`],
    ['Sandbox', sandboxUrl ?? 'none (--no-sandbox)'],
    ['Data folder', dataDir],
    ['Configuration', configuration],
    ...(demoKey ? demoRows(demoKey, dataDir) : []),
    ['Try next', demoKey ? firstRequest(api, dataDir) : `curl -s ${api}/health/ready`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return ['', ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`), ''].join('\n');
}

const demoRows = (demoKey: string, dataDir: string): [string, string][] => [
  ['Key of client demo', demoKey],
  // Where they are, not what they are: an operator's key opens more than one agency's dossiers.
  ['Keys of operators', `${join(dataDir, demoKeyFiles.operator)}, ${join(dataDir, demoKeyFiles.secondOperator)}`],
];
