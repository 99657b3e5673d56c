import { Body, Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ownUnits, type Caller, type OperatorCaller } from '../../access/callers.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { decodeNothing, nothing } from '../../http/no-body.js';
import { markReplayed, onceOf } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import { refundStates, type MoneyCore, type RefundAnswer, type RefundFilter, type RefundStep } from '../core.js';
import { RefundDto, RefundListDto } from './money-answers.dto.js';
import { RefundDoneDto, RefundFailureDto, RefundRejectionDto, RefundRequestDto, RefundSentDto } from './payment.dto.js';
import { RefundRoute } from './refund-route.decorator.js';
import { refusalOfRefund } from './refusals.js';

const listRules = { state: rule.oneOf(refundStates), account: rule.code, payment: rule.code };
const awaits = { status: 202, description: 'Requested: waits for a second person' } as const;
const stepRefuses = ['refund.notFound', 'refund.notApplicable'] as const;

@ApiTags('payments')
@Controller('v1')
export class RefundsController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: MoneyCore) {}

  @Get('refunds')
  @Route({
    summary: "Refunds: all for an operator, those of its own units' dossiers for a client",
    ...{ admits: ['client', 'operator'], checks: true },
  })
  @Paged()
  @ApiQuery({ name: 'state', required: false, schema: listRules.state.schema })
  @ApiQuery({ name: 'account', required: false })
  @ApiQuery({ name: 'payment', required: false })
  @ApiOkResponse({ type: RefundListDto })
  async list(@Query() query: decode.Query, @CurrentCaller() caller: Caller) {
    const { filter, page } = decode.decodeList<RefundFilter>(query, listRules);
    const payment =
      filter.payment === undefined ? {} : { payment: decode.decodeId(filter.payment, 'payment.notFound') };
    return timesInVietnam(await this.core.listRefunds({ ...filter, ...payment, ...ownUnits(caller) }, page));
  }

  @Get('refunds/:id')
  @Route({ summary: 'One refund', admits: ['operator'], path: true, refuses: ['refund.notFound'] })
  @ApiOkResponse({ type: RefundDto })
  async get(@Param('id') id: string) {
    const refund = await this.core.refund(decode.decodeId(id, 'refund.notFound'));
    if (!refund) throw new Problem('refund.notFound');
    return timesInVietnam(refund);
  }

  @RefundRoute({
    path: 'payments/:id/refunds',
    summary: 'Asks for what is due back of a payment; a second operator approves',
    body: { type: RefundRequestDto, required: false },
    refuses: ['payment.notFound', 'refund.nothingDue', 'refund.notApplicable'],
    answer: awaits,
  })
  ofPayment(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.request('payment', id, body, { operator, request, reply });
  }

  @RefundRoute({
    path: 'credits/:id/refunds',
    summary: 'Asks for money to be sent back that belongs to no payment; a second operator approves',
    body: { type: RefundRequestDto, required: false },
    refuses: ['credit.notFound', 'refund.nothingDue', 'refund.notApplicable'],
    answer: awaits,
  })
  ofCredit(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.request('credit', id, body, { operator, request, reply });
  }

  @RefundRoute({
    path: 'refunds/:id/confirmation',
    summary: 'Approves a refund that another operator asked for',
    body: nothing,
    refuses: [...stepRefuses, 'refund.samePerson'],
    answer: { status: 200, description: 'Approved: the transfer back may be ordered' },
  })
  confirm(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const read = () => decodeNothing(body);
    return this.step('confirmation', id, read, { operator, request, reply }, (step) => this.core.confirmRefund(step));
  }

  @RefundRoute({
    path: 'refunds/:id/withdrawal',
    summary: 'Takes back a request, or an approval, before the transfer back has been ordered',
    body: { type: RefundRequestDto, required: false },
    refuses: [...stepRefuses, 'refund.otherPerson'],
    answer: { status: 200, description: 'Withdrawn: what a payment has too much stays due' },
  })
  withdraw(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const read = () => decode.decodeBody(RefundRequestDto, body ?? {});
    return this.step('withdrawal', id, read, { operator, request, reply }, (step, stated) =>
      this.core.withdrawRefund({ ...step, ...reasonOf(stated) }),
    );
  }

  @RefundRoute({
    path: 'refunds/:id/rejection',
    summary: 'Says no to a refund that another operator asked for',
    body: { type: RefundRejectionDto },
    refuses: [...stepRefuses, 'refund.samePerson'],
    answer: { status: 200, description: 'Rejected: what a payment has too much stays due' },
  })
  reject(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const read = () => decode.decodeBody(RefundRejectionDto, body);
    return this.step('rejection', id, read, { operator, request, reply }, (step, { reason }) =>
      this.core.rejectRefund({ ...step, reason }),
    );
  }

  @RefundRoute({
    path: 'refunds/:id/sent',
    summary: 'States that the transfer back has been ordered; an outgoing movement that fits shows that it arrived',
    body: { type: RefundSentDto },
    refuses: stepRefuses,
    answer: { status: 200, description: 'Kept' },
  })
  sent(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const read = () => decode.decodeBody(RefundSentDto, body);
    return this.step('sent', id, read, { operator, request, reply }, (step, { bankReference }) =>
      this.core.markRefundSent({ ...step, bankReference }),
    );
  }

  @RefundRoute({
    path: 'refunds/:id/failure',
    summary: 'States that the transfer back did not arrive: it is owed again',
    body: { type: RefundFailureDto },
    refuses: [...stepRefuses, 'refund.creditUnfit'],
    answer: { status: 200, description: 'Kept: what a payment has too much is due again' },
  })
  fail(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const read = () => decode.decodeBody(RefundFailureDto, body);
    return this.step('failure', id, read, { operator, request, reply }, (step, { reason, credit }) =>
      this.core.markRefundFailed({ ...step, reason, ...(credit ? { credit } : {}) }),
    );
  }

  @RefundRoute({
    path: 'refunds/:id/done',
    summary: 'States that the money has arrived, and what shows it',
    body: { type: RefundDoneDto },
    refuses: stepRefuses,
    answer: { status: 200, description: 'Kept' },
  })
  done(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const read = () => decode.decodeBody(RefundDoneDto, body);
    return this.step('done', id, read, { operator, request, reply }, (step, { evidence }) =>
      this.core.markRefundDone({ ...step, evidence }),
    );
  }

  private async request(of: 'payment' | 'credit', id: string, body: unknown, call: Call): Promise<void> {
    const subject = decode.decodeId(id, `${of}.notFound`);
    const stated = decode.decodeBody(RefundRequestDto, body ?? {});
    const doing = doingOf(call, `/v1/${of}s/${subject}/refunds`, stated);
    const answer = await this.core.requestRefund({ ...doing, [of]: subject, ...reasonOf(stated) });
    await send(answer, 202, `${of}.notFound`, call.reply);
  }

  /** What cannot be a refund's id is not found, whatever the body says: the id is read first. */
  private async step<Stated>(
    path: string,
    id: string,
    read: () => Stated,
    call: Call,
    run: (step: RefundStep, stated: Stated) => Promise<RefundAnswer>,
  ): Promise<void> {
    const refund = decode.decodeId(id, 'refund.notFound');
    const stated = read();
    const doing = doingOf(call, `/v1/refunds/${refund}/${path}`, stated);
    await send(await run({ ...doing, refund }, stated), 200, 'refund.notFound', call.reply);
  }
}

interface Call {
  readonly operator: OperatorCaller;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const reasonOf = ({ reason }: RefundRequestDto): { reason?: string } => (reason ? { reason } : {});

/** Who does it, and the request that an `Idempotency-Key` stands for. */
const doingOf = ({ operator, request }: Call, path: string, body: unknown) => ({
  operator: operator.name,
  ...onceOf(request, path, body),
});

async function send(
  answer: RefundAnswer,
  status: 200 | 202,
  notFound: Parameters<typeof refusalOfRefund>[1],
  reply: FastifyReply,
): Promise<void> {
  if (answer.kind !== 'accepted') throw refusalOfRefund(answer, notFound);
  markReplayed(answer.replayed, reply);
  const { refund, state, amount } = answer;
  await reply.code(status).header('location', `/v1/refunds/${refund}`).send({ refund, state, amount });
}
