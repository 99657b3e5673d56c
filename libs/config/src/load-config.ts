import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkAccounts } from './account-check.js';
import { publicPartnerSchemas } from './account-schema.js';
import { accountsOf, withPublicAccounts } from './accounts.js';
import { checkAccess } from './access-check.js';
import { checkAttachments } from './attachment-check.js';
import { faultSentence, type ConfigFault } from './config-fault.js';
import type { Config } from './config.js';
import { checkRights } from './rights-check.js';
import { configSchema } from './config-schema.js';
import { checkPostAccounts } from './post-account-check.js';
import { postAccountsOf } from './post-accounts.js';
import { checkPayments } from './payment-check.js';
import { resolveReferences, withSecrets } from './references.js';
import { completeSections, defaultsOf, type SaidSections } from './sections.js';
import { checkStatementProfiles } from './statement-profile-check.js';
import { checkSchema } from './schema-check.js';
import { checkSlices } from './slice-check.js';
import { checkSteps } from './step-check.js';
import { checkUnits } from './unit-check.js';
import { readYaml } from './yaml-source.js';

export interface LoadConfig {
  /** As it is shown in errors; relative to the working directory or absolute. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Schemas of the partners' slices, by the connector's name. Without them only what is public of accounts is looked at. */
  readonly partnerSchemas?: Readonly<Record<string, object>>;
}
export type LoadedConfig =
  | { readonly ok: true; readonly config: Config }
  /** One sentence each: file, line, what was found, what is allowed. */
  | { readonly ok: false; readonly sentences: readonly string[] };

const maxFileBytes = 4 * 1024 * 1024;
/** The file as it stands: who is there must be said, all else may be left out. */
type Tree = Pick<Config, 'units' | 'clients'> &
  Partial<Pick<Config, 'roles' | 'procedures' | 'operators' | 'partners'>> &
  SaidSections;

/** Reads and checks the configuration file. Every fault is told, not only the first. */
export function loadConfig({ file, env, partnerSchemas }: LoadConfig): LoadedConfig {
  const text = readText(file);
  if ('problem' in text) return refused([`${file}: ${text.problem}`]);
  const yaml = readYaml(text.text);
  if (!yaml.ok) {
    return refused(
      yaml.faults.map(({ place, found }) =>
        faultSentence(file, place, { pointer: '', found, allowed: 'YAML 1.2, one document' }),
      ),
    );
  }
  const { value, placeOf } = yaml.source;
  const tellAll = (faults: readonly ConfigFault[]): LoadedConfig =>
    refused(faults.map((fault) => faultSentence(file, placeOf(fault), fault)));

  const opened = partnerSchemas ? value : withPublicAccounts(value);
  const readFile = (path: string): string => readFileSync(resolve(dirname(resolve(file)), path), 'utf8');
  const { plain, references, faults } = resolveReferences(opened, { env, readFile });
  const unresolved = new Set(faults.map(({ pointer }) => pointer));
  const misfits = checkSchema(configSchema(partnerSchemas ?? publicPartnerSchemas), plain, references).filter(
    ({ pointer }) => !unresolved.has(pointer),
  );
  if (faults.length + misfits.length > 0) return tellAll([...faults, ...misfits]);

  const { partners = {} } = plain as Tree;
  const meaningless = [
    ...checkUnits((plain as Tree).units),
    ...checkSteps(plain as Tree),
    ...checkPayments({ ...defaultsOf('payments'), ...(plain as Tree).payments }, partners, partnerSchemas ?? {}),
    ...checkAttachments((plain as Tree).attachments),
    ...checkStatementProfiles((plain as Tree).payments?.statementProfiles ?? []),
    ...checkRights(plain as Parameters<typeof checkRights>[0]),
    ...checkAccess(plain as Parameters<typeof checkAccess>[0]),
    ...distinct([
      ...checkAccounts(partners, (plain as Tree).units),
      ...checkPostAccounts(partners, (plain as Tree).units),
      ...checkSlices(partnerSchemas ?? {}, partners),
    ]),
  ];
  if (meaningless.length > 0) return tellAll(meaningless);
  const config = complete(withSecrets(plain, references) as Tree, file);
  return {
    ok: true,
    config: {
      ...config,
      partners: partnerSchemas ? config.partners : {},
      accounts: accountsOf(partners),
      postAccounts: postAccountsOf(partners),
      partnerNames: partnersIn(value),
    },
  };
}

/** Where a slice's own check says again what is wrong with one place, once is enough. */
const distinct = (faults: readonly ConfigFault[]): ConfigFault[] =>
  faults.filter(({ pointer }, index) => faults.findIndex((other) => other.pointer === pointer) === index);

const refused = (sentences: readonly string[]): LoadedConfig => ({ ok: false, sentences });

function readText(file: string): { text: string } | { problem: string } {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > maxFileBytes)
      return { problem: `found ${bytes.length} bytes; allowed: at most ${maxFileBytes}` };
    return { text: bytes.toString('utf8') };
  } catch (error) {
    return { problem: `the configuration file cannot be read (${(error as { code?: string }).code ?? 'error'})` };
  }
}

/** Of the file as it was written: a process that talks to no partner has left most slices out before they were resolved. */
const partnersIn = (tree: unknown): readonly string[] =>
  Object.keys((tree as { readonly partners?: object | null } | null)?.partners ?? {});

const complete = (
  { units, roles = [], procedures = [], clients, operators = [], partners = {}, ...said }: Tree,
  source: string,
): Omit<Config, 'accounts' | 'postAccounts' | 'partnerNames'> => ({
  ...{ units, roles, procedures, clients, operators, partners },
  ...completeSections(said),
  source,
});
