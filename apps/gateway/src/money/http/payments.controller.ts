import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { maySee, ownUnits, type Caller, type ClientCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { fromCaller } from '../../http/from-caller.js';
import { decodeNothing, nothing } from '../../http/no-body.js';
import { markReplayed, onceOf } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import { progressOf } from '../../http/wait.js';
import { paymentStates, type MoneyCore, type PaymentFilter, type PaymentView } from '../core.js';
import { qrPng, qrSvg } from '../qr-image.js';
import { decodeOpenPayment } from './decode-payment.js';
import { MoneyDisagreementListDto, PaymentDto, PaymentListDto } from './money-answers.dto.js';
import { OpenPaymentDto } from './payment.dto.js';
import { refusalOfCancellation, refusalOfOrder, refusalOfPayment } from './refusals.js';
import { shownPayment } from './show-payment.js';

const listRules = { dossier: rule.code, state: rule.oneOf(paymentStates), claim: rule.oneOf(['pending']) };
const reads = { admits: ['client', 'operator'], path: true, refuses: ['payment.notFound'] } as const;
const readsQr = { ...reads, refuses: ['payment.notFound', 'payment.noQr'] } as const;

@ApiTags('payments')
@Controller('v1/payments')
export class PaymentsController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: GatewayCore & MoneyCore) {}

  @Post()
  @Route({
    summary: "Opens a payment of a dossier's fees",
    ...{ admits: ['client'], body: 'required', once: true, waits: true },
    refuses: [
      ...(['dossier.notFound', 'payment.feesUnknown', 'payment.nothingToPay', 'payment.amountDiffers'] as const),
      ...(['payment.amountTooLarge', 'payment.open', 'payment.paid', 'payment.dossierEnded'] as const),
      ...(['payment.noAccount', 'payment.expiresTooEarly', 'payment.expiresTooLate'] as const),
      ...(['payment.noAccountNumber', 'payment.orderRefused', 'payment.windowFull'] as const),
    ],
  })
  @ApiBody({ type: OpenPaymentDto })
  @ApiResponse({
    ...{ status: 201, type: PaymentDto },
    description: '`open`: the QR code or the page is there; `settled`: money that had come before covers it',
  })
  @ApiResponse({
    ...{ status: 202, type: PaymentDto },
    description:
      '`initiating`: the provider is being asked, or its turn in `window` comes by `eta`; `unknown`: nobody knows yet whether it has the order',
  })
  async open(
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const stated = decodeOpenPayment(body);
    const answer = await this.core.openPayment({
      ...stated,
      ...fromCaller(caller, request),
      mayUseUnit: caller.mayUseUnit,
      ...onceOf(request, '/v1/payments', body),
    });
    if (answer.kind !== 'accepted') {
      const standing = 'payment' in answer ? await this.core.payment(answer.payment) : undefined;
      throw refusalOfPayment(answer, stated.fees, standing);
    }
    markReplayed(answer.replayed, reply);
    await progressOf(this.core, answer, request, reply);
    const payment = await this.core.payment(answer.payment);
    if (!payment) throw new Error('a payment that was accepted cannot be read');
    if (wasRefused(payment)) throw refusalOfOrder(payment);
    await reply
      .code(payment.state === 'initiating' || payment.state === 'unknown' ? 202 : 201)
      .header('location', `/v1/payments/${payment.id}`)
      .send(shownPayment(payment, caller));
  }

  @Get()
  @Route({
    summary: "Payments: all for an operator, those of its own units' dossiers for a client",
    ...{ admits: ['client', 'operator'], checks: true },
  })
  @Paged()
  @ApiQuery({ name: 'dossier', required: false })
  @ApiQuery({ name: 'state', required: false, schema: listRules.state.schema })
  @ApiQuery({
    ...{ name: 'claim', required: false, schema: listRules.claim.schema },
    description: "`pending`: the provider's last word is that money is under way, or taken and held for review",
  })
  @ApiOkResponse({ type: PaymentListDto })
  async list(@Query() query: decode.Query, @CurrentCaller() caller: Caller) {
    const { filter, page } = decode.decodeList<PaymentFilter>(query, listRules);
    const { items, ...rest } = await this.core.listPayments({ ...filter, ...ownUnits(caller) }, page);
    return { items: items.map((one) => shownPayment(one, caller)), ...rest };
  }

  @Get(':id')
  @Route({ summary: 'One payment with the money that has come for it', ...reads })
  @ApiOkResponse({ type: PaymentDto })
  async get(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return shownPayment(await this.visible(id, caller), caller);
  }

  @Get(':id/qr.svg')
  @Route({ summary: 'The QR code as a drawing', ...readsQr })
  @ApiOkResponse({ content: { 'image/svg+xml': { schema: { type: 'string' } } } })
  async svg(@Param('id') id: string, @CurrentCaller() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    const drawing = await qrSvg(payloadOf(await this.visible(id, caller)));
    await reply.header('content-type', 'image/svg+xml; charset=utf-8').send(drawing);
  }

  @Get(':id/qr.png')
  @Route({ summary: 'The QR code as an image', ...readsQr })
  @ApiOkResponse({ content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } })
  async png(@Param('id') id: string, @CurrentCaller() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    const image = await qrPng(payloadOf(await this.visible(id, caller)));
    await reply.header('content-type', 'image/png').send(image);
  }

  @Get(':id/disagreements')
  @Route({ summary: 'What was said about a payment and contradicts what is known', ...reads, checks: true })
  @Paged()
  @ApiOkResponse({ type: MoneyDisagreementListDto })
  async disagreements(@Param('id') id: string, @Query() query: decode.Query, @CurrentCaller() caller: Caller) {
    const { page } = decode.decodeList(query, {});
    const payment = await this.visible(id, caller);
    return timesInVietnam(await this.core.listMoneyDisagreements({ payment: payment.id }, page));
  }

  @Post(':id/cancellation')
  @Route({
    summary: 'Closes an open payment; money that still comes for it is kept and matched',
    ...{ admits: ['client'], path: true, body: 'optional', once: true },
    refuses: ['payment.notFound', 'payment.ended'],
  })
  @ApiBody(nothing)
  @ApiOkResponse({ type: PaymentDto, description: 'Cancelled, now or before' })
  async cancel(
    @Param('id') pathId: string,
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const payment = decode.decodeId(pathId, 'payment.notFound');
    const said = decodeNothing(body);
    const answer = await this.core.cancelPayment({
      ...fromCaller(caller, request),
      mayUseUnit: caller.mayUseUnit,
      payment,
      ...onceOf(request, `/v1/payments/${payment}/cancellation`, said),
    });
    if (answer.kind !== 'accepted' && answer.kind !== 'same') throw refusalOfCancellation(answer);
    markReplayed(answer.replayed, reply);
    await reply.code(200).send(shownPayment(await this.visible(payment, caller), caller));
  }

  /** Another unit's payment is not found: that it exists is not ours to tell. */
  private async visible(id: string, caller: Caller): Promise<PaymentView> {
    const payment = await this.core.payment(decode.decodeId(id, 'payment.notFound'));
    if (!payment || !maySee(caller, payment.unit)) throw new Problem('payment.notFound');
    return payment;
  }
}

/** The provider never had its order: nobody can pay it. */
const wasRefused = ({ state, cancelledWhy }: PaymentView): boolean =>
  state === 'cancelled' && (cancelledWhy === 'providerRefused' || cancelledWhy === 'abandoned');

function payloadOf({ qrPayload, state }: PaymentView): string {
  if (qrPayload === undefined) throw new Problem('payment.noQr', { params: { state }, extra: { state } });
  return qrPayload;
}
