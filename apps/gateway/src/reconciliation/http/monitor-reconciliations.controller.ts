import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ownUnits, type Caller, type OperatorCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { decodeNothing, nothing } from '../../http/no-body.js';
import { markReplayed, onceOf, refusalOfKey } from '../../http/once.js';
import { Paged, Route } from '../../http/route.decorator.js';
import { monitorVerdicts, type MonitorDifferenceFilter } from '../status-pushes/core.js';
import { MonitorDifferencesDto, MonitorRunDto, MonitorRunListDto } from './monitor-answers.dto.js';

const differenceRules = { verdict: rule.oneOf(monitorVerdicts), unit: rule.code };

@ApiTags('monitor')
@Controller('v1/emc/reconciliations')
export class MonitorReconciliationsController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: Pick<GatewayCore, 'monitor'>) {}

  @Get()
  @Route({
    summary: "Comparisons of what EMC is owed with what it was told, newest first; a client sees its units' part",
    ...{ admits: ['client', 'operator'], checks: true },
  })
  @Paged()
  @ApiOkResponse({ type: MonitorRunListDto })
  async list(@Query() query: decode.Query, @CurrentCaller() caller: Caller) {
    const { page } = decode.decodeList(query, {});
    return timesInVietnam(await this.core.monitor.listRuns(ownUnits(caller).units, page));
  }

  @Post()
  @HttpCode(200)
  @Route({
    summary: 'Compares now, and sends again what surely never arrived and nobody sends any more',
    ...{ admits: ['actingOperator'], body: 'optional', once: true },
  })
  @ApiBody(nothing)
  @ApiOkResponse({ type: MonitorRunDto })
  async run(
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    decodeNothing(body);
    const once = onceOf(request, '/v1/emc/reconciliations', {});
    const answer = await this.core.monitor.reconcile({ operator: operator.name, ...once });
    if (answer.kind !== 'compared') throw refusalOfKey(answer);
    markReplayed(answer.replayed, reply);
    await reply.code(200).send(timesInVietnam(answer.run));
  }

  @Get('differences')
  @Route({
    summary: 'Changes of status that are doubtful or missing, as the last comparison found them',
    ...{ admits: ['client', 'operator'], checks: true },
  })
  @Paged()
  @ApiQuery({ name: 'verdict', required: false, enum: [...monitorVerdicts] })
  @ApiQuery({ name: 'unit', required: false })
  @ApiOkResponse({ type: MonitorDifferencesDto })
  async differences(@Query() query: decode.Query, @CurrentCaller() caller: Caller) {
    const { filter, page } = decode.decodeList<MonitorDifferenceFilter>(query, differenceRules);
    return timesInVietnam(await this.core.monitor.differences({ ...filter, ...ownUnits(caller) }, page));
  }
}
