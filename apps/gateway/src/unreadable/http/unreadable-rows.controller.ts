import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperatorCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { actOnThing } from '../../http/act-on-thing.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { decodeNothing, nothing } from '../../http/no-body.js';
import { markReplayed, refusalOfKey, type Refusal } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import type { ReReadRowAnswer, UnreadableFilter } from '../core.js';
import { UnreadableRowDto, UnreadableRowListDto } from './unreadable-rows.dto.js';

const listRules = { partner: rule.code, account: rule.code };

@ApiTags('exchanges')
@Controller('v1/unreadable-rows')
export class UnreadableRowsController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: Pick<GatewayCore, 'unreadableRows'>) {}

  @Get()
  @Route({
    summary: "Rows of partners' lists and feeds that nobody could read, the newest first",
    ...{ admits: ['operator'], checks: true },
  })
  @Paged()
  @ApiQuery({ name: 'partner', required: false })
  @ApiQuery({ name: 'account', required: false })
  @ApiOkResponse({ type: UnreadableRowListDto })
  async list(@Query() query: decode.Query) {
    const { filter, page } = decode.decodeList<UnreadableFilter>(query, listRules);
    return timesInVietnam(await this.core.unreadableRows.list(filter, page));
  }

  @Post(':id/re-read')
  @HttpCode(202)
  @Route({
    summary: 'Has a row read again by those who keep its bytes; what came of it stands in the list',
    ...{ admits: ['actingOperator'], path: true, body: 'optional', once: true },
    refuses: ['unreadableRow.notFound', 'unreadableRow.notReadable'],
  })
  @ApiBody(nothing)
  @ApiResponse({ status: 202, type: UnreadableRowDto })
  async reRead(
    @Param('id') pathId: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    decodeNothing(body);
    const id = decode.decodeId(pathId, 'unreadableRow.notFound');
    const thing = { list: '/v1/unreadable-rows', id, act: 're-read' };
    const answer = await this.core.unreadableRows.reRead(actOnThing(request, operator, thing));
    if (!('row' in answer)) throw refusalOf(answer);
    markReplayed(answer.replayed, reply);
    await reply.code(202).send(timesInVietnam(answer.row));
  }
}

function refusalOf(answer: Refusal<ReReadRowAnswer, 'asked' | 'handled'>): Problem {
  switch (answer.kind) {
    case 'notFound':
    case 'notReadable':
      return new Problem(`unreadableRow.${answer.kind}`);
    default:
      return refusalOfKey(answer);
  }
}
