/** Prints the JSON Schema of the configuration file, the slices of all partners included. Needs a build. */
import { configSchema } from '@lienthong/config';
import { partnerSchemas } from '@lienthong/connectors';

process.stdout.write(`${JSON.stringify(configSchema(partnerSchemas), null, 2)}\n`);
