/** Prints the OpenAPI document of the unified API, made from the controllers. Needs a build. */
import 'reflect-metadata';
import { printOpenApi } from '../apps/gateway/dist/print-openapi.js';

process.stdout.write(`${JSON.stringify(await printOpenApi(), null, 2)}\n`);
