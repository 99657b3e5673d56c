import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig, demoKeyFiles } from '@lienthong/config';
import { partnerSchemas } from '@lienthong/connectors';
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
    partners: partners(folder, sandboxUrl),
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
function partners(folder, sandboxUrl) {
  const entries = Object.entries(sandboxPartners(sandboxUrl));
  return Object.fromEntries(
    entries.map(([name, slice]) => [name, withoutSecrets(slice, partnerSchemas[name], folder, `${name}-secret`)]),
  );
}

/** A copy in which what the schema calls secret lies in a file of its own. */
function withoutSecrets(value, schema = {}, folder, file) {
  if (typeof value === 'string' && schema.writeOnly === true) {
    writeFileSync(join(folder, file), `${value}\n`, { mode: 0o600 });
    return `file:${file}`;
  }
  if (Array.isArray(value)) return value.map((one, at) => withoutSecrets(one, schema.items, folder, `${file}-${at}`));
  if (typeof value !== 'object' || value === null) return value;
  const properties = schema.properties ?? {};
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, withoutSecrets(one, properties[key], folder, `${file}-${key}`)]),
  );
}
