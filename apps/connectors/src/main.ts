/** Connectors as a process of its own: `npm run start:connectors`, any number of them over one PostgreSQL and one Apache Kafka. */
import { readClusterSetup, runClusterProcess } from '@lienthong/process';
import { openConnectorsProcess } from './connectors-process.module.js';
import { partnerSchemas } from './partners.js';

void runClusterProcess({
  name: 'connectors',
  port: { name: 'CALLBACK_PORT', fallback: 8090 },
  read: () => readClusterSetup(process.env, partnerSchemas),
  open: openConnectorsProcess,
});
