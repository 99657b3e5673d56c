import { Body, Controller, Module, Post, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { GatewayModule } from '../gateway.module.js';
import { FakeCore } from '../testing/fake-core.js';
import { askServer, testConfig } from '../testing/http-fixture.js';
import { configureHttp, httpAdapter, httpApplicationOptions } from './configure-http.js';
import { createLog } from '@lienthong/config';

/** Partners' callbacks share the server in embedded mode: their bodies must arrive byte for byte, from callers without a key. */
@Controller('callbacks')
class EchoController {
  @Post('echo')
  echo(@Body() body: unknown) {
    return { raw: Buffer.isBuffer(body), hex: Buffer.isBuffer(body) ? body.toString('hex') : '' };
  }
}
@Module({})
class Root {
  static with(gateway: DynamicModule): DynamicModule {
    return { module: Root, imports: [gateway], controllers: [EchoController] };
  }
}

it.each(['application/json', 'application/xml', 'text/plain', 'application/x-www-form-urlencoded'])(
  '%s',
  async (type) => {
    const log = createLog('silent');
    const app = await NestFactory.create<NestFastifyApplication>(
      Root.with(GatewayModule.register({ core: new FakeCore(), config: testConfig, log })),
      httpAdapter({ limits: testConfig.limits, log }),
      httpApplicationOptions(log),
    );
    configureHttp(app, { rawPaths: [{ prefix: '/callbacks/', body: (_, read) => read(1024) }] });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as { port: number };
    const ask = (path: string, key: string | null) =>
      askServer(port, path, {
        method: 'POST',
        key,
        body: Buffer.from('{"a":1,"a":5.0} \xff', 'latin1'),
        headers: { 'content-type': type },
      });
    expect((await ask('/callbacks/echo', null)).json).toEqual({ raw: true, hex: '7b2261223a312c2261223a352e307d20ff' });
    // A path that only looks like it is not let in, nor is the API opened by it.
    expect((await ask('/v1/../callbacks/echo', null)).status).toBe(401);
    expect((await ask('/v1/dossiers/a/steps', null)).status).toBe(401);
    const { paths } = JSON.parse((await askServer(port, '/openapi.json', {})).text) as { paths: object };
    expect(Object.keys(paths).some((path) => path.startsWith('/callbacks'))).toBe(false);
    await app.close();
  },
);
