import { All, Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CALLBACKS } from '../connectors.tokens.js';
import type { CallbackBody, Callbacks } from '@lienthong/connector-kit';
import { reached } from '@lienthong/contracts';

/** Where partners call: every address below, whichever the method. What is behind an address is its connector's. */
@Controller('callbacks')
export class CallbacksController {
  constructor(@Inject(CALLBACKS) private readonly callbacks: Callbacks) {}

  @All('*')
  async take(@Req() { raw, body }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const {
      status,
      contentType,
      headers,
      body: answer,
    } = await this.callbacks.take(raw, body as CallbackBody | undefined);
    if (status < 300) reply.raw.once('finish', () => reached('callback.answered'));
    await reply
      .code(status)
      .headers({ 'cache-control': 'no-store', ...headers, 'content-type': contentType })
      .send(answer);
  }
}
