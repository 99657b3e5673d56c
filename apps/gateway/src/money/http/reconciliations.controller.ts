import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperatorCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { markReplayed, onceOf, refusalOfKey } from '../../http/once.js';
import { invalid, Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import { placed } from '../../http/validate.js';
import type { ReconciliationFilter } from '../three-way/core.js';
import { ReconcileDto, ReconciliationDto, ReconciliationListDto, ReconciliationRowsDto } from './statement.dto.js';

const listRules = { account: rule.code, day: rule.day };

@ApiTags('payments')
@Controller('v1/reconciliations')
export class ReconciliationsController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: Pick<GatewayCore, 'reconciliations'>) {}

  @Get()
  @Route({
    summary: "Days as they were compared: ours, the provider's list, the bank's statement; newest first",
    ...{ admits: ['operator'], checks: true },
  })
  @Paged()
  @ApiQuery({ name: 'account', required: false })
  @ApiQuery({ name: 'day', required: false, schema: rule.day.schema })
  @ApiOkResponse({ type: ReconciliationListDto })
  async list(@Query() query: decode.Query) {
    const { filter, page } = decode.decodeList<ReconciliationFilter>(query, listRules);
    return timesInVietnam(await this.core.reconciliations.listReconciliations(filter, page));
  }

  @Post()
  @HttpCode(200)
  @Route({
    summary: 'Compares one day of one account now',
    ...{ admits: ['actingOperator'], body: 'required', once: true },
    refuses: ['account.notFound'],
  })
  @ApiBody({ type: ReconcileDto })
  @ApiOkResponse({ type: ReconciliationDto })
  async run(
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { account, day } = decode.decodeBody(ReconcileDto, body);
    const answer = await this.core.reconciliations.reconcile({
      ...{ account, day, operator: operator.name },
      ...onceOf(request, '/v1/reconciliations', body),
    });
    if (answer.kind === 'accountNotFound') throw new Problem('account.notFound');
    if (answer.kind === 'tooEarly') throw invalid([placed('/day', { code: 'time.tooLate' })]);
    if (answer.kind !== 'compared') throw refusalOfKey(answer);
    markReplayed(answer.replayed, reply);
    await reply.code(200).send(timesInVietnam(answer.summary));
  }

  @Get(':account/:day')
  @Route({
    summary: 'One day of one account, as it was compared last',
    ...{ admits: ['operator'], path: true },
    refuses: ['reconciliation.notFound'],
  })
  @ApiOkResponse({ type: ReconciliationDto })
  async get(@Param('account') account: string, @Param('day') day: string) {
    const found = await this.core.reconciliations.reconciliation(...known(account, day));
    if (!found) throw new Problem('reconciliation.notFound');
    return timesInVietnam(found);
  }

  @Get(':account/:day/differences')
  @Route({
    summary: 'What does not agree, as it stands now',
    ...{ admits: ['operator'], path: true, checks: true },
    refuses: ['reconciliation.notFound'],
  })
  @Paged()
  @ApiOkResponse({ type: ReconciliationRowsDto })
  async differences(@Param('account') account: string, @Param('day') day: string, @Query() query: decode.Query) {
    const { page } = decode.decodeList(query, {});
    const rows = await this.core.reconciliations.reconciliationRows(...known(account, day), page);
    if (!rows) throw new Problem('reconciliation.notFound');
    return rows;
  }
}

/** What cannot be an account or a day was never compared. */
function known(account: string, day: string): [account: string, day: string] {
  if (rule.code.check(account) ?? rule.day.check(day)) throw new Problem('reconciliation.notFound');
  return [account, day];
}
