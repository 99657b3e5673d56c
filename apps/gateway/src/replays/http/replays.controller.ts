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
import { markReplayed, onceOf, refusalOfKey, type Refusal } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import {
  replayItemStates,
  replayStates,
  type ReplayFilter,
  type ReplayItemFilter,
  type StartReplayAnswer,
} from '../core.js';
import { ReplayDto, ReplayItemListDto, ReplayListDto, StartReplayDto } from './replays.dto.js';

const path = '/v1/replays';
const listRules = { class: rule.failureClass, state: rule.oneOf(replayStates) };
const itemRules = { state: rule.oneOf(replayItemStates) };

@ApiTags('exchanges')
@Controller('v1/replays')
export class ReplaysController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: Pick<GatewayCore, 'replays'>) {}

  @Post()
  @HttpCode(202)
  @Route({
    summary: 'Sends a class of failures again, by stages: 1, 10, the rest; or says what would be sent',
    ...{ admits: ['actingOperator'], body: 'required', once: true },
    refuses: ['failureClass.notFound', 'replay.open'],
  })
  @ApiBody({ type: StartReplayDto })
  @ApiResponse({ status: 202, type: ReplayDto, description: 'Written down; a dry run has ended with it' })
  async start(
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = decode.decodeBody(StartReplayDto, body);
    const answer = await this.core.replays.start({
      ...{ class: asked.class, mode: asked.mode, why: asked.why, operator: operator.name },
      ...onceOf(request, path, body),
    });
    if (answer.kind !== 'accepted') throw refusalOfReplay(answer);
    markReplayed(answer.replayed, reply);
    await reply.code(202).header('location', `${path}/${answer.replay.id}`).send(timesInVietnam(answer.replay));
  }

  @Get()
  @Route({ summary: 'Replays, the newest first', ...{ admits: ['operator'], checks: true } })
  @Paged()
  @ApiQuery({ name: 'class', required: false })
  @ApiQuery({ name: 'state', required: false, schema: itemSchema(replayStates) })
  @ApiOkResponse({ type: ReplayListDto })
  async list(@Query() query: decode.Query) {
    const { filter, page } = decode.decodeList<ReplayFilter>(query, listRules);
    return timesInVietnam(await this.core.replays.list(filter, page));
  }

  @Get(':id')
  @Route({
    summary: 'One replay with its stages',
    ...{ admits: ['operator'], path: true },
    refuses: ['replay.notFound'],
  })
  @ApiOkResponse({ type: ReplayDto })
  async get(@Param('id') pathId: string) {
    const found = await this.core.replays.get(idIn(pathId));
    if (!found) throw new Problem('replay.notFound');
    return timesInVietnam(found);
  }

  @Get(':id/items')
  @Route({
    summary: 'What it sends and what not and why, the most urgent first, and what came of each',
    ...{ admits: ['operator'], path: true, checks: true },
    refuses: ['replay.notFound'],
  })
  @Paged()
  @ApiQuery({ name: 'state', required: false, schema: itemSchema(replayItemStates) })
  @ApiOkResponse({ type: ReplayItemListDto })
  async items(@Param('id') pathId: string, @Query() query: decode.Query) {
    const { filter, page } = decode.decodeList<ReplayItemFilter>(query, itemRules);
    const found = await this.core.replays.items(idIn(pathId), filter, page);
    if (!found) throw new Problem('replay.notFound');
    return found;
  }

  @Post(':id/stop')
  @HttpCode(202)
  @Route({
    summary: 'Sends no more of it; what has been sent stays sent. Asked for twice, it is stopped once',
    ...{ admits: ['actingOperator'], path: true, body: 'optional', once: true },
    refuses: ['replay.notFound'],
  })
  @ApiBody(nothing)
  @ApiResponse({ status: 202, type: ReplayDto })
  async stop(
    @Param('id') pathId: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    decodeNothing(body);
    const thing = { list: path, id: idIn(pathId), act: 'stop' };
    const answer = await this.core.replays.stop(actOnThing(request, operator, thing));
    if (answer.kind === 'notFound') throw new Problem('replay.notFound');
    if (answer.kind !== 'accepted') throw refusalOfKey(answer);
    markReplayed(answer.replayed, reply);
    await reply.code(202).send(timesInVietnam(answer.replay));
  }
}

const idIn = (text: string): string => decode.decodeId(text, 'replay.notFound');

function itemSchema(values: readonly string[]) {
  return { type: 'string', enum: [...values] };
}

function refusalOfReplay(answer: Refusal<StartReplayAnswer, 'accepted'>): Problem {
  switch (answer.kind) {
    case 'notFound':
      return new Problem('failureClass.notFound');
    case 'open':
      return new Problem('replay.open', { extra: { replay: answer.replay } });
    default:
      return refusalOfKey(answer);
  }
}
