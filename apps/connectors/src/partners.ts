import { schemaWithCheck, type ConfigFault } from '@lienthong/config';
import { createTransport, type Connector } from '@lienthong/connector-kit';
import { StartRefused } from '@lienthong/process';
import { checkAddress } from './address-check.js';
import { checkAccounts, readBankQrConfig } from './bank-qr/bank-qr.config.js';
import { createBankQrConnector } from './bank-qr/bank-qr.connector.js';
import { bankQrConfigSchema } from './bank-qr/bank-qr.schema.js';
import { accountTransport } from './bank-qr/bank-qr.transport.js';
import { createDvcPortalConnector } from './dvc-portal/dvc-portal.connector.js';
import { readDvcPortalConfig, transportSettingsOf } from './dvc-portal/dvc-portal.config.js';
import { dvcPortalConfigSchema } from './dvc-portal/dvc-portal.schema.js';
import { checkEmc, emcTransportSettings, readEmcConfig } from './emc/emc.config.js';
import { createEmcConnector } from './emc/emc.connector.js';
import { emcConfigSchema } from './emc/emc.schema.js';
import {
  checkPlatform,
  platformTransportSettings,
  readPlatformConfig,
} from './payment-platform/payment-platform.config.js';
import { createPlatformConnector } from './payment-platform/payment-platform.connector.js';
import { platformConfigSchema } from './payment-platform/payment-platform.schema.js';
import { checkPopulation, populationTransportSettings, readPopulationConfig } from './population/population.config.js';
import { createPopulationConnector } from './population/population.connector.js';
import { populationConfigSchema } from './population/population.schema.js';
import { checkTelecom, readTelecomConfig, telecomTransportSettings } from './telecom/telecom.config.js';
import { createTelecomConnector } from './telecom/telecom.connector.js';
import { telecomConfigSchema } from './telecom/telecom.schema.js';
import {
  checkPostOffice,
  postOfficeTransportSettings,
  readPostOfficeConfig,
} from './post-office/post-office.config.js';
import { createPostOfficeConnector } from './post-office/post-office.connector.js';
import { postOfficeConfigSchema } from './post-office/post-office.schema.js';

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
  readonly create: (slice: unknown) => Connector;
}

/** Every connector of this product, by its folder name. A new one is one line here. */
export const partnerKinds: Readonly<Record<string, PartnerKind>> = {
  'bank-qr': {
    schema: schemaWithCheck(bankQrConfigSchema, checkAccounts),
    create: (slice) => {
      const read = readBankQrConfig(slice);
      if (!read.ok) throw new PartnerConfigError('bank-qr', read.faults);
      return createBankQrConnector(read.config, { transport: accountTransport(read.config) });
    },
  },
  'dvc-portal': {
    schema: schemaWithCheck(dvcPortalConfigSchema, checkAddress),
    create: (slice) => {
      const read = readDvcPortalConfig(slice);
      if (!read.ok) throw new PartnerConfigError('dvc-portal', read.faults);
      return createDvcPortalConnector(read.config, {
        transport: createTransport(transportSettingsOf(read.config)),
      });
    },
  },
  emc: {
    schema: schemaWithCheck(emcConfigSchema, checkEmc),
    create: (slice) => {
      const read = readEmcConfig(slice);
      if (!read.ok) throw new PartnerConfigError('emc', read.faults);
      return createEmcConnector(read.config, { transport: createTransport(emcTransportSettings(read.config)) });
    },
  },
  'payment-platform': {
    schema: schemaWithCheck(platformConfigSchema, checkPlatform),
    create: (slice) => {
      const read = readPlatformConfig(slice);
      if (!read.ok) throw new PartnerConfigError('payment-platform', read.faults);
      return createPlatformConnector(read.config, {
        transport: createTransport(platformTransportSettings(read.config)),
      });
    },
  },
  'post-office': {
    schema: schemaWithCheck(postOfficeConfigSchema, checkPostOffice),
    create: (slice) => {
      const read = readPostOfficeConfig(slice);
      if (!read.ok) throw new PartnerConfigError('post-office', read.faults);
      return createPostOfficeConnector(read.config, {
        transport: createTransport(postOfficeTransportSettings(read.config)),
      });
    },
  },
  population: {
    schema: schemaWithCheck(populationConfigSchema, checkPopulation),
    create: (slice) => {
      const read = readPopulationConfig(slice);
      if (!read.ok) throw new PartnerConfigError('population', read.faults);
      return createPopulationConnector(read.config, {
        transport: createTransport(populationTransportSettings(read.config)),
      });
    },
  },
  telecom: {
    schema: schemaWithCheck(telecomConfigSchema, checkTelecom),
    create: (slice) => {
      const read = readTelecomConfig(slice);
      if (!read.ok) throw new PartnerConfigError('telecom', read.faults);
      return createTelecomConnector(read.config, { transport: createTransport(telecomTransportSettings(read.config)) });
    },
  },
};

/** Schemas of the partners' slices, for the check of the configuration file. */
export const partnerSchemas: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(partnerKinds).map(([partner, { schema }]) => [partner, schema]),
);

/** Connectors of the partners that are configured. */
export const createConnectors = (partners: Readonly<Record<string, unknown>>): Connector[] =>
  Object.entries(partners).map(([partner, slice]) => {
    const kind = partnerKinds[partner];
    if (!kind) throw new PartnerConfigError(partner, []);
    return kind.create(slice);
  });
