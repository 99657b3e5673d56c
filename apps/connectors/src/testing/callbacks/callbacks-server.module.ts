import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Callbacks, type InboundDoor } from '@lienthong/connector-kit';
import type { Served } from '@lienthong/connector-kit/testing';
import { CallbacksController } from '../../callbacks/callbacks.controller.js';
import { installRawBodies } from '../../callbacks/raw-bodies.js';
import { CALLBACKS } from '../../connectors.tokens.js';

@Module({})
class CallbacksServerModule {
  static over(door: InboundDoor): DynamicModule {
    return {
      module: CallbacksServerModule,
      controllers: [CallbacksController],
      providers: [{ provide: CALLBACKS, useValue: new Callbacks(door) }],
    };
  }
}

/** The callbacks' server as a process of connectors has it, over any door, on a free port. */
export async function serveCallbacks(
  door: InboundDoor,
  options: { readonly requestTimeoutMs: number },
): Promise<Served> {
  const { requestTimeoutMs: requestTimeout } = options;
  const app = await NestFactory.create<NestFastifyApplication>(
    CallbacksServerModule.over(door),
    new FastifyAdapter({
      bodyLimit: 262_144,
      requestTimeout,
      http: { requestTimeout, connectionsCheckingInterval: 50, maxHeaderSize: 16 * 1024 },
    }),
    { logger: false, bodyParser: false },
  );
  installRawBodies(app.getHttpAdapter().getInstance(), new Callbacks(door));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, close: () => app.close() };
}
