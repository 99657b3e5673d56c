import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientCaller } from '../../access/callers.js';
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
import { TimelineDto } from '../../views/answers.dto.js';
import {
  handoverStates,
  inboxKinds,
  type ActOnHandover,
  type HandoverAct,
  type HandoverKind,
  type HandoverState,
} from '../../handovers/core.js';
import type { InboxItem } from '../core.js';
import { decodeAnswer, decodeRefusal, decodeReport } from '../../handovers/http/decode-handover.js';
import { HandoverDto, HandoverListDto } from '../../handovers/http/handover-answers.dto.js';
import { AnswerHandoverDto, RefuseHandoverDto, ReportHandoverDto } from '../../handovers/http/handover.dto.js';
import { refusalOfHandoverAct } from '../../handovers/http/refusals.js';
import { shownHandover } from '../../handovers/http/shown.js';

const listRules = { unit: rule.code, state: rule.oneOf(handoverStates), kind: rule.oneOf(inboxKinds) };
interface InboxFilter {
  readonly unit?: string;
  readonly state?: HandoverState;
  readonly kind?: HandoverKind;
}

const act = {
  ...({ admits: ['client'], path: true, once: true } as const),
  refuses: ['handover.notFound', 'handover.notReceiver', 'handover.notApplicable'],
} as const;

@ApiTags('between agencies')
@Controller('v1/inbox')
export class InboxController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: GatewayCore) {}

  @Get()
  @Route({
    summary: "What was handed to the caller's units, and what the portal sent them, the newest first",
    admits: ['client'],
    checks: true,
  })
  @Paged()
  @ApiQuery({ name: 'unit', required: false, schema: rule.code.schema, description: 'The unit it was handed to' })
  @ApiQuery({ name: 'state', required: false, schema: listRules.state.schema })
  @ApiQuery({ name: 'kind', required: false, schema: listRules.kind.schema })
  @ApiOkResponse({ type: HandoverListDto })
  async list(@Query() query: decode.Query, @CurrentCaller() caller: ClientCaller) {
    const { filter, page } = decode.decodeList<InboxFilter>(query, listRules);
    const { unit, ...rest } = filter;
    const to = unit === undefined ? caller.units : caller.units.filter((own) => own === unit);
    const { items, ...more } = await this.core.listHandovers({ ...rest, to }, page);
    return { items: items.map(shownHandover), ...more };
  }

  @Get(':id')
  @Route({
    summary:
      "One handover, for the dossier's unit and for its receiver, also after its end; of what the portal sent, all of it",
    ...{ admits: ['client'], path: true },
    refuses: ['handover.notFound'],
  })
  @ApiOkResponse({ type: HandoverDto })
  async get(@Param('id') id: string, @CurrentCaller() caller: ClientCaller) {
    return shownHandover(await this.visible(decode.decodeId(id, 'handover.notFound'), caller));
  }

  @Get(':id/timeline')
  @Route({
    summary: 'Each step of one handover, in order, as both sides are told it',
    ...{ admits: ['client'], path: true, checks: true },
    refuses: ['handover.notFound'],
  })
  @Paged()
  @ApiOkResponse({ type: TimelineDto })
  async timeline(@Param('id') id: string, @Query() query: decode.Query, @CurrentCaller() caller: ClientCaller) {
    const { page } = decode.decodeList(query, {});
    const handover = await this.visible(decode.decodeId(id, 'handover.notFound'), caller);
    return timesInVietnam(await this.core.handoverTimeline(handover.id, page));
  }

  @Post(':id/accept')
  @HttpCode(200)
  @Route({
    summary:
      'Takes what was handed over; the answer is owed from now on. Of what the portal sent: the portal is told, nothing is owed',
    ...act,
    body: 'optional',
  })
  @ApiBody(nothing)
  @ApiOkResponse({ type: HandoverDto })
  async accept(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.carryOut('accept', id, {}, decodeNothing(body), caller, request, reply);
  }

  @Post(':id/refuse')
  @HttpCode(200)
  @Route({ summary: 'Sends back what nobody has accepted yet, with the reason', ...act, body: 'required' })
  @ApiBody({ type: RefuseHandoverDto })
  @ApiOkResponse({ type: HandoverDto })
  async refuse(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.carryOut('refuse', id, decodeRefusal(body), body, caller, request, reply);
  }

  @Post(':id/report')
  @HttpCode(200)
  @Route({
    summary: 'Says how far it is, and when the answer may be expected; one behind another hub is told too',
    ...act,
    refuses: [...act.refuses, 'handover.dueTooEarly'],
    body: 'required',
  })
  @ApiBody({ type: ReportHandoverDto })
  @ApiOkResponse({ type: HandoverDto })
  async report(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.carryOut('report', id, decodeReport(body), body, caller, request, reply);
  }

  @Post(':id/answer')
  @HttpCode(200)
  @Route({ summary: 'Answers, once; what was not accepted before is by it', ...act, body: 'required' })
  @ApiBody({ type: AnswerHandoverDto })
  @ApiOkResponse({ type: HandoverDto })
  async answer(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.carryOut('answer', id, decodeAnswer(body), body, caller, request, reply);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @Route({
    summary: 'Takes back what the other unit has not answered, for the unit of the dossier',
    ...{ admits: ['client'], path: true, once: true, body: 'optional' },
    refuses: ['handover.notFound', 'handover.notSender', 'handover.notApplicable'],
  })
  @ApiBody(nothing)
  @ApiOkResponse({ type: HandoverDto })
  async withdraw(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.carryOut('withdraw', id, {}, decodeNothing(body), caller, request, reply);
  }

  private async carryOut(
    what: HandoverAct,
    pathId: string,
    said: Pick<ActOnHandover, 'text' | 'documents' | 'expectedAt'>,
    body: unknown,
    caller: ClientCaller,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const handover = decode.decodeId(pathId, 'handover.notFound');
    const answer = await this.core.actOnHandover({
      ...fromCaller(caller, request),
      mayUseUnit: caller.mayUseUnit,
      ...{ handover, act: what },
      ...said,
      ...onceOf(request, `/v1/inbox/${handover}/${what}`, body),
    });
    if (answer.kind !== 'accepted') throw refusalOfHandoverAct(answer);
    markReplayed(answer.replayed, reply);
    await reply.code(200).send(shownHandover(await this.visible(handover, caller)));
  }

  /** What was handed between others is not found, also not by who owned the dossier before: that it exists is not ours to tell. */
  private async visible(id: string, caller: ClientCaller): Promise<InboxItem> {
    const handover = await this.core.handover(id);
    const sees = handover && [handover.toUnit, handover.owner].some((unit) => caller.mayUseUnit(unit));
    if (!handover || !sees) throw new Problem('handover.notFound');
    return handover;
  }
}
