/** Prints the JSON Schema of the configuration file, the slices of all partners included. Needs a build. */
import { partnerSchemas } from '@lienthong/connectors';
import { configSchema } from '@lienthong/gateway';

process.stdout.write(`${JSON.stringify(configSchema(partnerSchemas), null, 2)}\n`);
