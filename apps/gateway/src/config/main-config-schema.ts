import { configSchema } from './config.schema.js';

/** Prints the JSON Schema of the configuration file, as `config/lienthong.schema.json` keeps it. */
process.stdout.write(`${JSON.stringify(configSchema(), null, 2)}\n`);
