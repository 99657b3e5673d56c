import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { maySee, type Caller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { decodeNothing, nothing } from '../../http/no-body.js';
import { markReplayed, onceOf, refusalOfKey } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { Route } from '../../http/route.decorator.js';
import { progressOf } from '../../http/wait.js';
import { ComparisonDto } from './disagreement-answers.dto.js';
import { shownDisagreement } from './show-disagreement.js';

@ApiTags('disagreements')
@Controller('v1/dossiers')
export class ComparisonsController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: GatewayCore) {}

  @Post(':code/comparison')
  @HttpCode(202)
  @Route({
    summary: 'Asks the portal what it holds of a dossier, and compares what everybody says of it',
    ...{ admits: ['client', 'actingOperator'], path: true, checks: true, body: 'optional', once: true, waits: true },
    refuses: ['dossier.notFound'],
  })
  @ApiBody(nothing)
  @ApiOkResponse({ type: ComparisonDto, description: 'The portal has answered' })
  @ApiResponse({ status: 202, type: ComparisonDto, description: 'It is being asked' })
  async compare(
    @Param('code') pathCode: string,
    @Body() body: unknown,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const code = decode.decodeCode(pathCode);
    decodeNothing(body);
    const dossier = await this.core.dossier(code);
    if (!dossier || !maySee(caller, dossier.content.unit)) throw new Problem('dossier.notFound');
    const asked = await this.core.disagreements.askPortal({
      ...{ dossier: code, by: { kind: caller.kind, name: caller.name } },
      ...onceOf(request, `/v1/dossiers/${code}/comparison`, {}),
    });
    if (asked.kind === 'notFound') throw new Problem('dossier.notFound');
    if (asked.kind !== 'asked' && asked.kind !== 'asking') throw refusalOfKey(asked);
    markReplayed(asked.replayed, reply);
    const { exchanges } = asked;
    const { underWay, progress } = await progressOf(this.core, { kind: 'accepted', exchanges }, request, reply);
    const disagreements = (await this.core.disagreements.compare(code)).map(shownDisagreement);
    const answer = { dossier: code, ...progress, disagreements };
    await reply.code(underWay ? 202 : 200).send(timesInVietnam(answer));
  }
}
