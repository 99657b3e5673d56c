import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { fromCaller } from '../../http/from-caller.js';
import { markReplayed, onceOf } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import { handoverKinds, handoverStates, type HandoverFilter } from '../core.js';
import { decodeHandOver } from './decode-handover.js';
import { HandedOverDto, HandoverListDto } from './handover-answers.dto.js';
import { HandOverDto } from './handover.dto.js';
import { refusalOfHandOver } from './refusals.js';
import { shownHandover, warningsOf } from './shown.js';

const listRules = { state: rule.oneOf(handoverStates), kind: rule.oneOf(handoverKinds) };

@ApiTags('between agencies')
@Controller('v1/dossiers')
export class HandoversController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: GatewayCore) {}

  @Post(':code/handovers')
  @HttpCode(202)
  @Route({
    summary: 'Hands a dossier, or something about it, to another unit, which is to answer',
    ...{ admits: ['client'], path: true, body: 'required', once: true },
    refuses: [
      'dossier.notFound',
      'handover.unitUnfit',
      'handover.dueTooEarly',
      'handover.stepUnfit',
      'handover.tooMany',
    ],
  })
  @ApiBody({ type: HandOverDto })
  @ApiResponse({ status: 202, type: HandedOverDto, description: "It is in the other unit's inbox" })
  async handOver(
    @Param('code') pathCode: string,
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const dossier = decode.decodeCode(pathCode);
    const stated = decodeHandOver(body);
    const answer = await this.core.handOver({
      ...fromCaller(caller, request),
      mayUseUnit: caller.mayUseUnit,
      dossier,
      ...stated,
      ...onceOf(request, `/v1/dossiers/${dossier}/handovers`, body),
    });
    if (answer.kind !== 'accepted') throw refusalOfHandOver(answer);
    markReplayed(answer.replayed, reply);
    const handover = await this.core.handover(answer.handover);
    if (!handover) throw new Error('a handover that was accepted cannot be read');
    // A repeat, after the dossier has become another unit's.
    if (!caller.mayUseUnit(handover.owner)) throw new Problem('dossier.notFound');
    await reply
      .code(202)
      .header('location', `/v1/inbox/${handover.id}`)
      .send({ ...shownHandover(handover), warnings: warningsOf(handover) });
  }

  @Get(':code/handovers')
  @Route({
    summary: 'What was handed to other units of a dossier; a receiver sees what was handed to it',
    ...{ admits: ['client'], path: true, checks: true },
    refuses: ['dossier.notFound'],
  })
  @Paged()
  @ApiQuery({ name: 'state', required: false, schema: listRules.state.schema })
  @ApiQuery({ name: 'kind', required: false, schema: listRules.kind.schema })
  @ApiOkResponse({ type: HandoverListDto })
  async list(@Param('code') pathCode: string, @Query() query: decode.Query, @CurrentCaller() caller: ClientCaller) {
    const dossier = decode.decodeCode(pathCode);
    const { filter, page } = decode.decodeList<HandoverFilter>(query, listRules);
    const own = caller.mayUseUnit((await this.core.dossier(dossier))?.content.unit ?? '');
    if (!own && !(await this.core.isHandedTo(dossier, caller.units))) throw new Problem('dossier.notFound');
    const seen = own ? {} : { to: caller.units };
    const { items, ...rest } = await this.core.listHandovers({ ...filter, dossier, ...seen }, page);
    return { items: items.map(shownHandover), ...rest };
  }
}
