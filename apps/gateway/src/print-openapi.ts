import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { bareConfig, createLog } from '@lienthong/config';
import type { GatewayCore } from './core.js';
import { GatewayModule } from './gateway.module.js';
import { apiDocument, httpAdapter, httpApplicationOptions } from './http/configure-http.js';

/** The API's description without a running gateway: controllers are read, none is called. */
export async function printOpenApi(): Promise<object> {
  const log = createLog('silent');
  const config = bareConfig();
  const app = await NestFactory.create<NestFastifyApplication>(
    GatewayModule.register({ core: {} as GatewayCore, config, log }),
    httpAdapter({ limits: config.limits, log }),
    httpApplicationOptions(log),
  );
  const document = apiDocument(app);
  await app.close();
  return document;
}
