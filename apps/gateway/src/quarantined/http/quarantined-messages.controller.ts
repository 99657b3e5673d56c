import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperatorCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { actOnThing } from '../../http/act-on-thing.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { decodeNothing, nothing } from '../../http/no-body.js';
import { markReplayed, refusalOfKey } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import { QuarantinedMessageDto, QuarantinedMessageListDto } from './quarantined.dto.js';

@ApiTags('exchanges')
@Controller('v1/quarantined-messages')
export class QuarantinedMessagesController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: Pick<GatewayCore, 'quarantined'>) {}

  @Get()
  @Route({
    summary: 'Messages of the connectors that could not be handled, the newest first',
    ...{ admits: ['operator'], checks: true },
  })
  @Paged()
  @ApiOkResponse({ type: QuarantinedMessageListDto })
  async list(@Query() query: decode.Query) {
    const { page } = decode.decodeList(query, {});
    return timesInVietnam(await this.core.quarantined.list(page));
  }

  @Post(':id/re-read')
  @HttpCode(200)
  @Route({
    summary: 'Reads the stored bytes as if they had come now; what has been handled is not read again',
    ...{ admits: ['actingOperator'], path: true, body: 'optional', once: true },
    refuses: ['quarantinedMessage.notFound'],
  })
  @ApiBody(nothing)
  @ApiOkResponse({ type: QuarantinedMessageDto })
  async reRead(
    @Param('id') pathId: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    decodeNothing(body);
    const id = decode.decodeId(pathId, 'quarantinedMessage.notFound');
    const thing = { list: '/v1/quarantined-messages', id, act: 're-read' };
    const answer = await this.core.quarantined.reRead(actOnThing(request, operator, thing));
    if (answer.kind === 'notFound') throw new Problem('quarantinedMessage.notFound');
    if (!('message' in answer)) throw refusalOfKey(answer);
    markReplayed(answer.replayed, reply);
    await reply.code(200).send(timesInVietnam(answer.message));
  }
}
