/** A gateway as a process of its own: `npm run start:gateway`, any number of them over one PostgreSQL and one Apache Kafka. */
import { readClusterSetup, runClusterProcess } from '@lienthong/process';
import { openGatewayProcess } from './gateway-process.module.js';

void runClusterProcess({
  name: 'gateway',
  port: { name: 'PORT', fallback: 8080 },
  read: () => readClusterSetup(process.env),
  open: openGatewayProcess,
});
