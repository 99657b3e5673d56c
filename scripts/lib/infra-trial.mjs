import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig, demoKeyFiles } from '@lienthong/config';
import { sandboxPartners } from '@lienthong/embedded';
import { loadMasterKey } from '@lienthong/seal';

/** Key, clients and configuration for a trial: what `npm start` has without a file, written down as one. */
export function writeTrial(folder, sandboxUrl) {
  const masterKeyFile = join(folder, 'master.key');
  loadMasterKey({ path: masterKeyFile, createIfMissing: true });
  // Makes the keys of client and operators where they are missing.
  const { units, clients, operators } = defaultConfig(folder);
  const keyOf = {
    demo: demoKeyFiles.client,
    'demo-operator': demoKeyFiles.operator,
    'demo-operator-2': demoKeyFiles.secondOperator,
  };
  const referring = (entries) => entries.map((entry) => ({ ...entry, key: `file:${keyOf[entry.name]}` }));
  const configuration = {
    units,
    clients: referring(clients),
    operators: referring(operators),
    partners: { 'dvc-portal': portal(folder, sandboxUrl) },
    // One broker holds one copy.
    bus: { partitions: 12, replication: 1 },
  };
  const configFile = join(folder, 'lienthong.yaml');
  writeFileSync(
    configFile,
    `# Written by npm run infra at every start.\n${JSON.stringify(configuration, undefined, 2)}\n`,
  );
  return { masterKeyFile, configFile, clientKeyFile: join(folder, demoKeyFiles.client) };
}

/** The sandbox takes anybody of this machine; a secret stands in the file by reference all the same. */
function portal(folder, sandboxUrl) {
  const passwordFile = 'portal-password';
  const { password, ...slice } = sandboxPartners(sandboxUrl)['dvc-portal'];
  writeFileSync(join(folder, passwordFile), `${password}\n`, { mode: 0o600 });
  return { ...slice, password: `file:${passwordFile}` };
}
