import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { maySee, ownUnits, type Caller, type OperatorCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import { decodeIfMatch, quoted } from '../../http/etag-header.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { contextOf } from '../../http/request-context.js';
import { decodeNothing, nothing } from '../../http/no-body.js';
import { markReplayed, onceOf } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import { progressOf } from '../../http/wait.js';
import type { DisagreementFilter } from '../core.js';
import { disagreementKinds } from '../rules/finding.js';
import { DisagreementDto, DisagreementListDto, RepairedDto } from './disagreement-answers.dto.js';
import { DismissDto } from './dismiss.dto.js';
import { refusalOfRepair } from './refusals.js';
import { shownDisagreement } from './show-disagreement.js';

const listRules = { dossier: rule.code, kind: rule.oneOf(disagreementKinds), state: rule.oneOf(['open', 'ended']) };

@ApiTags('disagreements')
@Controller('v1/disagreements')
export class DisagreementsController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: GatewayCore) {}

  @Get()
  @Route({
    summary:
      "Where two say different things of one dossier: all for an operator, those of its own units' dossiers for a client",
    ...{ admits: ['client', 'operator'], checks: true },
  })
  @Paged()
  @ApiQuery({ name: 'dossier', required: false })
  @ApiQuery({ name: 'kind', required: false, enum: [...disagreementKinds] })
  @ApiQuery({ name: 'state', required: false, enum: ['open', 'ended'], description: '`open` without it' })
  @ApiOkResponse({ type: DisagreementListDto })
  async list(@Query() query: decode.Query, @CurrentCaller() caller: Caller) {
    const { filter, page } = decode.decodeList<DisagreementFilter>(query, listRules);
    const found = await this.core.disagreements.list({ ...filter, ...ownUnits(caller) }, page);
    return timesInVietnam({ ...found, items: found.items.map(shownDisagreement) });
  }

  @Get(':id')
  @Route({
    summary: 'Who says what, with evidence and time, and the one safe repair',
    ...{ admits: ['client', 'operator'], path: true },
    refuses: ['disagreement.notFound'],
  })
  @ApiOkResponse({ type: DisagreementDto })
  async get(@Param('id') id: string, @CurrentCaller() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    const found = await this.core.disagreements.get(decode.decodeId(id, 'disagreement.notFound'));
    if (!found || !maySee(caller, found.unit)) throw new Problem('disagreement.notFound');
    await reply.header('etag', quoted(found.etag)).send(timesInVietnam(shownDisagreement(found)));
  }

  @Post(':id/repair')
  @Route({
    summary: 'Does the one safe repair, where it is one: an exchange. It ends when the claims agree again',
    ...{ admits: ['actingOperator'], path: true, body: 'optional', once: true, waits: true },
    refuses: [
      ...(['disagreement.notFound', 'disagreement.ended', 'disagreement.changed'] as const),
      ...(['disagreement.noRepair', 'disagreement.unseen'] as const),
    ],
  })
  @ApiHeader({ name: 'If-Match', required: true, description: 'ETag of the disagreement as it was seen; `*` is none' })
  @ApiBody(nothing)
  @ApiOkResponse({ type: RepairedDto, description: 'Everything that it began has ended' })
  @ApiResponse({ status: 202, type: RepairedDto, description: 'Under way' })
  async repair(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const disagreement = decode.decodeId(id, 'disagreement.notFound');
    decodeNothing(body);
    const ifMatch = decodeSeen(request.headers['if-match']);
    const trace = contextOf(request.raw)?.trace;
    const answer = await this.core.disagreements.repair({
      ...{ disagreement, operator: operator.name, ifMatch },
      ...(trace ? { traceparent: trace.traceparent } : {}),
      ...onceOf(request, `/v1/disagreements/${disagreement}/repair`, { ifMatch }),
    });
    if (answer.kind !== 'accepted') throw refusalOfRepair(answer);
    markReplayed(answer.replayed, reply);
    const { underWay, progress } = await progressOf(this.core, answer, request, reply);
    await reply
      .code(underWay ? 202 : 200)
      .header('location', `/v1/disagreements/${disagreement}`)
      .send(timesInVietnam({ disagreement, ...progress }));
  }

  @Post(':id/dismissal')
  @HttpCode(200)
  @Route({
    summary:
      'Says why a parcel that nobody here has ordered is none of ours; what the post tells of it later is no news',
    ...{ admits: ['actingOperator'], path: true, body: 'required', once: true },
    refuses: [
      ...(['disagreement.notFound', 'disagreement.ended', 'disagreement.changed'] as const),
      ...(['disagreement.noRepair', 'disagreement.unseen'] as const),
    ],
  })
  @ApiHeader({ name: 'If-Match', required: true, description: 'ETag of the disagreement as it was seen; `*` is none' })
  @ApiBody({ type: DismissDto })
  @ApiOkResponse({ type: DisagreementDto })
  async dismiss(
    @Param('id') pathId: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = decode.decodeId(pathId, 'disagreement.notFound');
    const { why } = decode.decodeBody(DismissDto, body);
    const ifMatch = decodeSeen(request.headers['if-match']);
    const answer = await this.core.disagreements.dismiss({
      ...{ id, operator: operator.name, ifMatch, why },
      ...onceOf(request, `/v1/disagreements/${id}/dismissal`, { ifMatch, why }),
    });
    if (answer.kind !== 'dismissed') throw refusalOfRepair(answer);
    markReplayed(answer.replayed, reply);
    const { disagreement } = answer;
    await reply
      .code(200)
      .header('etag', quoted(disagreement.etag))
      .send(timesInVietnam(shownDisagreement(disagreement)));
  }
}

/** What an operator has seen; `*` would be an act about what nobody has. */
function decodeSeen(header: unknown): string {
  const tag = decodeIfMatch(header);
  if (tag === undefined || tag === '*') throw new Problem('disagreement.unseen');
  return tag;
}
