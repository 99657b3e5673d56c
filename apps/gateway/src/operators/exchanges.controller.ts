import { Body, Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { maySee, ownUnits, type Caller, type OperatorCaller } from '../access/callers.js';
import type { ExchangeFilter, GatewayCore, OperatorAct } from '../core.js';
import { GATEWAY_CORE } from '../gateway.tokens.js';
import { CurrentCaller } from '../http/access.guard.js';
import * as decode from '../http/decode.js';
import * as rule from '../http/fields/rules.js';
import { timesInVietnam } from '../http/fields/times.js';
import { markReplayed, onceOf } from '../http/once.js';
import { Problem } from '../http/problem.js';
import { Paged, Route } from '../http/route.decorator.js';
import { ActRoute } from './act-route.decorator.js';
import { ExchangeDetailDto, ExchangeListDto } from './answers.dto.js';
import { AbandonDto, ResolveDto, RetryDto } from './operator-act.dto.js';
import { refusalOfAct } from './refusal-of-act.js';

const listRules = {
  ...{ state: decode.stateRule, partner: rule.code, subject: rule.code },
  class: rule.failureClass,
};
type Statement = Pick<OperatorAct, 'finding' | 'evidence' | 'reason' | 'expectedVersion'>;

@ApiTags('exchanges')
@Controller('v1/exchanges')
export class ExchangesController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: GatewayCore) {}

  @Get()
  @Route({
    summary: "Exchanges: all for an operator, those of its own units' dossiers for a client",
    ...{ admits: ['client', 'operator'], checks: true },
  })
  @Paged()
  @ApiQuery({ name: 'state', required: false })
  @ApiQuery({ name: 'partner', required: false })
  @ApiQuery({ name: 'subject', required: false })
  @ApiQuery({
    ...{ name: 'class', required: false },
    description: 'Those that wait for a person with a failure of this class: `GET /v1/failure-classes`',
  })
  @ApiOkResponse({ type: ExchangeListDto })
  async list(@Query() query: decode.Query, @CurrentCaller() caller: Caller) {
    const { filter, page } = decode.decodeList<ExchangeFilter>(query, listRules);
    return timesInVietnam(await this.core.listExchanges({ ...filter, ...ownUnits(caller) }, page));
  }

  @Get(':id')
  @Route({
    summary: 'One exchange with every attempt; personal values are masked',
    ...{ admits: ['client', 'operator'], path: true },
    refuses: ['exchange.notFound'],
  })
  @ApiOkResponse({ type: ExchangeDetailDto })
  async get(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    const exchange = await this.core.exchange(idOf(id));
    if (!exchange || !maySee(caller, exchange.unit)) throw new Problem('exchange.notFound');
    return timesInVietnam(exchange);
  }

  @ActRoute({
    act: 'retry',
    summary: 'Sends again what is surely not done',
    body: { type: RetryDto, required: false },
    refuses: ['exchange.unresolved', 'exchange.ended'],
  })
  async retry(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act('retry', id, decode.decodeBody(RetryDto, body ?? {}), operator, request, reply);
  }

  @ActRoute({
    act: 'resolve',
    summary: 'States what evidence says of an exchange of unknown fate; a second operator confirms',
    body: { type: ResolveDto },
    refuses: ['exchange.samePerson', 'exchange.findingsDiffer', 'exchange.ended', 'exchange.notApplicable'],
  })
  async resolve(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act('resolve', id, decode.decodeBody(ResolveDto, body) as Statement, operator, request, reply);
  }

  @ActRoute({
    act: 'abandon',
    summary: 'Gives an exchange up, with a reason',
    body: { type: AbandonDto },
    refuses: ['exchange.ended', 'exchange.notApplicable'],
  })
  async abandon(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act('abandon', id, decode.decodeBody(AbandonDto, body), operator, request, reply);
  }

  private async act(
    kind: OperatorAct['kind'],
    id: string,
    statement: Statement,
    operator: OperatorCaller,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const exchange = idOf(id);
    const path = `/v1/exchanges/${exchange}/${kind}`;
    const answer = await this.core.operatorAct({
      kind,
      exchange,
      operator: operator.name,
      ...statement,
      ...onceOf(request, path, statement),
    });
    if ('replayed' in answer) markReplayed(answer.replayed === true, reply);
    if (answer.kind !== 'accepted' && answer.kind !== 'awaitsSecondPerson') throw refusalOfAct(answer);
    await reply
      .code(202)
      .header('location', `/v1/exchanges/${exchange}`)
      .send({ exchange, command: answer.command, result: answer.kind });
  }
}

/** What cannot be an id of ours is not found; no store is asked. */
function idOf(id: string): string {
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(id)) throw new Problem('exchange.notFound');
  return id;
}
