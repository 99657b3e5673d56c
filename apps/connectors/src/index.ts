export { createDvcPortalConnector, type DvcPortalParts } from './dvc-portal/dvc-portal.connector.js';
export {
  readDvcPortalConfig,
  transportSettingsOf as dvcPortalTransportSettings,
  type DvcPortalConfig,
} from './dvc-portal/dvc-portal.config.js';
export { dvcPortalConfigSchema } from './dvc-portal/dvc-portal.schema.js';
export { createBankQrConnector } from './bank-qr/bank-qr.connector.js';
export { readBankQrConfig, type BankQrConfig } from './bank-qr/bank-qr.config.js';
export { bankQrConfigSchema } from './bank-qr/bank-qr.schema.js';
export { createPlatformConnector } from './payment-platform/payment-platform.connector.js';
export { readPlatformConfig, type PlatformConfig } from './payment-platform/payment-platform.config.js';
export { platformConfigSchema } from './payment-platform/payment-platform.schema.js';
export { createPopulationConnector } from './population/population.connector.js';
export { readPopulationConfig, type PopulationConfig } from './population/population.config.js';
export { populationConfigSchema } from './population/population.schema.js';
export { createEmcConnector } from './emc/emc.connector.js';
export { emcTransportSettings, readEmcConfig, type EmcConfig } from './emc/emc.config.js';
export * from './partners.js';
export * from './connectors.module.js';
export * from './side-gauges.js';
export * from './open-side.js';
export * from './connectors-process.module.js';
export type { AnnouncementHandler } from './announcements.consumer.js';
