import {
  createLog,
  loadConfig,
  readClusterEnvironment,
  type ClusterEnvironment,
  type Config,
  type Log,
} from '@lienthong/config';
import { Keyring, loadMasterKey } from '@lienthong/seal';
import { StartRefused } from './refusal.js';

/** What a process of a cluster is started with. */
export interface ClusterSetup {
  readonly environment: ClusterEnvironment;
  readonly config: Config;
  readonly keyring: Keyring;
  readonly log: Log;
}

/**
 * Reads environment, configuration and master key. Without `partnerSchemas` the partners' slices are neither checked nor opened.
 * @throws {StartRefused}
 * @throws {MasterKeyError}
 */
export function readClusterSetup(
  variables: Readonly<Record<string, string | undefined>>,
  partnerSchemas?: Readonly<Record<string, object>>,
): ClusterSetup {
  const read = readClusterEnvironment(variables);
  if (!read.ok) throw new StartRefused(read.sentences);
  const { environment } = read;
  const file = environment.configFile.path;
  const loaded = loadConfig({ file, env: variables, ...(partnerSchemas ? { partnerSchemas } : {}) });
  if (!loaded.ok) throw new StartRefused(loaded.sentences);
  const keyring = new Keyring(loadMasterKey({ value: variables['LIENTHONG_MASTER_KEY'] }));
  return { environment, config: loaded.config, keyring, log: createLog(environment.logLevel) };
}
