import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { maySee, ownUnits, type Caller, type OperatorCaller } from '../../access/callers.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { markReplayed, onceOf } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import { creditStates, type CreditFilter, type MoneyCore } from '../core.js';
import { AssignmentAnswerDto, CreditDto, CreditListDto } from './money-answers.dto.js';
import { AssignCreditDto } from './payment.dto.js';
import { refusalOfAssignment } from './refusals.js';

const listRules = {
  ...{ state: rule.oneOf(creditStates), account: rule.code, direction: rule.oneOf(['in', 'out']) },
  ...{ from: rule.timestamp, until: rule.timestamp },
};

@ApiTags('payments')
@Controller('v1/credits')
export class CreditsController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: MoneyCore) {}

  @Get()
  @Route({
    summary: "Money that moved: all of it for an operator, that of its own units' payments for a client",
    ...{ admits: ['client', 'operator'], checks: true },
  })
  @Paged()
  @ApiQuery({ name: 'state', required: false, schema: listRules.state.schema })
  @ApiQuery({ name: 'account', required: false })
  @ApiQuery({ name: 'direction', required: false, schema: listRules.direction.schema })
  @ApiQuery({ name: 'from', required: false, schema: rule.timestamp.schema, description: 'By `receivedAt`' })
  @ApiQuery({ name: 'until', required: false, schema: rule.timestamp.schema })
  @ApiOkResponse({ type: CreditListDto })
  async list(@Query() query: decode.Query, @CurrentCaller() caller: Caller) {
    const { filter, page } = decode.decodeList<CreditFilter>(query, listRules);
    return timesInVietnam(await this.core.listCredits({ ...filter, ...ownUnits(caller) }, page));
  }

  @Get(':id')
  @Route({
    summary: 'One movement of money, with the payments that it may be meant for',
    ...{ admits: ['client', 'operator'], path: true },
    refuses: ['credit.notFound'],
  })
  @ApiOkResponse({ type: CreditDto })
  async get(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    const credit = await this.core.credit(decode.decodeId(id, 'credit.notFound'));
    if (!credit || !maySee(caller, credit.unit)) throw new Problem('credit.notFound');
    return timesInVietnam(credit);
  }

  @Post(':id/assignment')
  @Route({
    summary: 'Says which payment the money is meant for; a second operator who says the same makes it so',
    ...{ admits: ['actingOperator'], path: true, body: 'required', once: true },
    refuses: [
      ...(['credit.notFound', 'credit.samePerson', 'credit.proposalsDiffer'] as const),
      ...(['credit.paymentNotFound', 'credit.otherAccount', 'credit.notAssignable'] as const),
    ],
  })
  @ApiBody({ type: AssignCreditDto })
  @ApiOkResponse({ type: AssignmentAnswerDto, description: 'Assigned: a second person said the same' })
  @ApiResponse({ status: 202, type: AssignmentAnswerDto, description: 'Waits for a second person' })
  async assign(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const credit = decode.decodeId(id, 'credit.notFound');
    const { payment, reason } = decode.decodeBody(AssignCreditDto, body);
    const answer = await this.core.assignCredit({
      ...{ credit, payment: payment.toLowerCase(), operator: operator.name },
      ...(reason ? { reason } : {}),
      ...onceOf(request, `/v1/credits/${credit}/assignment`, body),
    });
    if (answer.kind !== 'accepted' && answer.kind !== 'awaitsSecondPerson') throw refusalOfAssignment(answer);
    markReplayed(answer.replayed, reply);
    await reply
      .code(answer.kind === 'accepted' ? 200 : 202)
      .header('location', `/v1/credits/${credit}`)
      .send({ credit, payment: payment.toLowerCase(), result: answer.kind });
  }
}
