import type { Blobs } from '@lienthong/blobs';
import { schemaWithCheck, type ConfigFault, type SliceCheck } from '@lienthong/config';
import { createTransport, type Connector, type Transport } from '@lienthong/connector-kit';
import { StartRefused } from '@lienthong/process';
import { checkAddress } from './address-check.js';
import { checkAccounts, readBankQrConfig } from './bank-qr/bank-qr.config.js';
import { createBankQrConnector } from './bank-qr/bank-qr.connector.js';
import { bankQrConfigSchema } from './bank-qr/bank-qr.schema.js';
import { accountTransport } from './bank-qr/bank-qr.transport.js';
import { checkDvcPortal, readDvcPortalConfig } from './dvc-portal/dvc-portal.config.js';
import { createDvcPortalConnector } from './dvc-portal/dvc-portal.connector.js';
import { dvcPortalConfigSchema } from './dvc-portal/dvc-portal.schema.js';
import { checkEmc, readEmcConfig } from './emc/emc.config.js';
import { createEmcConnector } from './emc/emc.connector.js';
import { emcConfigSchema } from './emc/emc.schema.js';
import { checkLgspExchange, readLgspExchangeConfig } from './lgsp-exchange/lgsp-exchange.config.js';
import { createLgspExchangeConnector } from './lgsp-exchange/lgsp-exchange.connector.js';
import { lgspExchangeConfigSchema } from './lgsp-exchange/lgsp-exchange.schema.js';
import { checkPlatform, readPlatformConfig } from './payment-platform/payment-platform.config.js';
import { createPlatformConnector } from './payment-platform/payment-platform.connector.js';
import { platformConfigSchema } from './payment-platform/payment-platform.schema.js';
import type { FileLinks } from './files/file-links.js';
import { readPopulationConfig } from './population/population.config.js';
import { createPopulationConnector } from './population/population.connector.js';
import { populationConfigSchema } from './population/population.schema.js';
import { checkPostOffice, readPostOfficeConfig } from './post-office/post-office.config.js';
import { createPostOfficeConnector } from './post-office/post-office.connector.js';
import { postOfficeConfigSchema } from './post-office/post-office.schema.js';
import type { SliceRead } from './slice-reader.js';
import { transportSettingsOf } from './slice-transport.js';
import { readTelecomConfig } from './telecom/telecom.config.js';
import { createTelecomConnector } from './telecom/telecom.connector.js';
import { telecomConfigSchema } from './telecom/telecom.schema.js';

/** A connector's slice of `partners:` is wrong. */
export class PartnerConfigError extends StartRefused {
  constructor(
    readonly partner: string,
    readonly faults: readonly ConfigFault[],
  ) {
    super(
      faults.length === 0
        ? [`partners: there is no connector ${partner}; there are ${Object.keys(partnerKinds).join(', ')}`]
        : faults.map((f) => `partners.${partner}${f.pointer}: found ${f.found}; allowed: ${f.allowed}`),
    );
    this.name = 'PartnerConfigError';
  }
}

interface PartnerKind {
  readonly schema: object;
  readonly create: (slice: unknown, shared: SharedParts) => Connector;
}

/** What connectors have from their process. */
export interface SharedParts {
  /** Where files of dossiers lie, for both sides; without it none are taken. */
  readonly blobs?: Blobs | undefined;
  /** What makes links to files, for partners that fetch them. */
  readonly links?: Pick<FileLinks, 'receiver'> | undefined;
  /** Types of files that are taken; without it all whose content can be told. */
  readonly contentTypes?: readonly string[] | undefined;
}

interface KindParts<Config> {
  readonly schema: object;
  readonly check: SliceCheck;
  readonly read: (slice: unknown) => SliceRead<Config>;
  readonly connect: (config: Config, deps: SharedParts & { readonly transport: Transport }) => Connector;
  readonly transport: (config: Config) => Transport;
}

function kind<Config>(
  partner: string,
  { schema, check, read, connect, transport }: KindParts<Config>,
): Readonly<Record<string, PartnerKind>> {
  const create = (slice: unknown, shared: SharedParts): Connector => {
    const found = read(slice);
    if (!found.ok) throw new PartnerConfigError(partner, found.faults);
    return connect(found.config, { ...shared, transport: transport(found.config) });
  };
  return { [partner]: { schema: schemaWithCheck(schema, check), create } };
}

const oneTransport = (config: Parameters<typeof transportSettingsOf>[0]): Transport =>
  createTransport(transportSettingsOf(config));

/** Every connector of this product, by its folder name. A new one is one entry here. */
export const partnerKinds: Readonly<Record<string, PartnerKind>> = {
  ...kind('bank-qr', {
    ...{ schema: bankQrConfigSchema, check: checkAccounts, read: readBankQrConfig },
    ...{ connect: createBankQrConnector, transport: accountTransport },
  }),
  ...kind('dvc-portal', {
    ...{ schema: dvcPortalConfigSchema, check: checkDvcPortal, read: readDvcPortalConfig },
    ...{ connect: createDvcPortalConnector, transport: oneTransport },
  }),
  ...kind('emc', {
    ...{ schema: emcConfigSchema, check: checkEmc, read: readEmcConfig },
    ...{ connect: createEmcConnector, transport: oneTransport },
  }),
  ...kind('lgsp-exchange', {
    ...{ schema: lgspExchangeConfigSchema, check: checkLgspExchange, read: readLgspExchangeConfig },
    ...{ connect: createLgspExchangeConnector, transport: oneTransport },
  }),
  ...kind('payment-platform', {
    ...{ schema: platformConfigSchema, check: checkPlatform, read: readPlatformConfig },
    ...{ connect: createPlatformConnector, transport: oneTransport },
  }),
  ...kind('post-office', {
    ...{ schema: postOfficeConfigSchema, check: checkPostOffice, read: readPostOfficeConfig },
    ...{ connect: createPostOfficeConnector, transport: oneTransport },
  }),
  ...kind('population', {
    ...{ schema: populationConfigSchema, check: checkAddress, read: readPopulationConfig },
    ...{ connect: createPopulationConnector, transport: oneTransport },
  }),
  ...kind('telecom', {
    ...{ schema: telecomConfigSchema, check: checkAddress, read: readTelecomConfig },
    ...{ connect: createTelecomConnector, transport: oneTransport },
  }),
};

/** Schemas of the partners' slices, for the check of the configuration file. */
export const partnerSchemas: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(partnerKinds).map(([partner, { schema }]) => [partner, schema]),
);

/** Connectors of the partners that are configured. */
export const createConnectors = (partners: Readonly<Record<string, unknown>>, shared: SharedParts = {}): Connector[] =>
  Object.entries(partners).map(([partner, slice]) => {
    const kind = partnerKinds[partner];
    if (!kind) throw new PartnerConfigError(partner, []);
    return kind.create(slice, shared);
  });
