import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { CHECK_RULES, GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import { decodeId } from '../../http/decode.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { fromCaller } from '../../http/from-caller.js';
import { markReplayed, onceOf } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { Route } from '../../http/route.decorator.js';
import { progressOf } from '../../http/wait.js';
import type { CitizenCheckView } from '../core.js';
import { only } from '../rules/reuse.js';
import { AskedCitizenCheckDto, CitizenCheckDto } from './check-answers.dto.js';
import type { CheckRules } from './check-rules.js';
import { CitizenCheckRequestDto } from './citizen-check.dto.js';
import { decodeCheck } from './decode-check.js';
import { refusalOfCheck } from './refusals.js';

@ApiTags('citizen checks')
@Controller('v1/citizen-checks')
export class CitizenChecksController {
  constructor(
    @Inject(GATEWAY_CORE) private readonly core: GatewayCore,
    @Inject(CHECK_RULES) private readonly rules: CheckRules,
  ) {}

  @Post()
  @Route({
    summary: 'An officer asks whether a person is who is claimed',
    ...{ admits: ['client'], body: 'required', once: true, waits: true },
    refuses: [
      ...(['dossier.notFound', 'citizenCheck.otherProcedure', 'citizenCheck.fieldsForbidden'] as const),
      ...(['citizenCheck.notConnected', 'citizenCheck.notFound'] as const),
    ],
  })
  @ApiBody({ type: CitizenCheckRequestDto })
  @ApiOkResponse({
    type: AskedCitizenCheckDto,
    description: 'What is known answers (`reusedFrom`), or everybody who was asked has answered',
  })
  @ApiResponse({
    status: 202,
    type: AskedCitizenCheckDto,
    description: 'Somebody is being asked, or (`parked`) a person must act',
  })
  async ask(
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { asked, warnings } = decodeCheck(body);
    this.rules.admit(caller.name, asked.procedure, asked.question);
    const answer = await this.core.askCitizen({
      ...fromCaller(caller, request),
      mayUseUnit: caller.mayUseUnit,
      ...asked,
      ...onceOf(request, '/v1/citizen-checks', body),
    });
    if (answer.kind !== 'accepted') throw refusalOfCheck(answer);
    markReplayed(answer.replayed, reply);
    await progressOf(this.core, answer, request, reply);
    const check = await this.visible(answer.check, caller);
    const underWay = check.state !== 'done' && check.state !== 'refused';
    await reply
      .code(underWay ? 202 : 200)
      .header('location', `/v1/citizen-checks/${check.id}`)
      .send({ ...this.shown(check, caller), warnings });
  }

  @Get(':id')
  @Route({
    summary: 'One check: verdicts, who must mend what, and the values that this client may have',
    ...{ admits: ['client'], path: true },
    refuses: ['citizenCheck.notFound'],
  })
  @ApiOkResponse({ type: CitizenCheckDto })
  async get(@Param('id') id: string, @CurrentCaller() caller: ClientCaller) {
    return this.shown(await this.visible(decodeId(id, 'citizenCheck.notFound'), caller), caller);
  }

  /** Another unit's check, or without a dossier another client's, is not found: that somebody was asked about is not ours to tell. */
  private async visible(id: string, caller: ClientCaller): Promise<CitizenCheckView> {
    const check = await this.core.citizenCheck(id);
    if (!check || !isOf(check, caller)) throw new Problem('citizenCheck.notFound');
    return check;
  }

  /** Whoever looks has rights of their own. */
  private shown({ unit: _unit, client: _client, released, ...check }: CitizenCheckView, caller: ClientCaller): object {
    const allowed = [...this.rules.allowed(caller.name, check.procedure)];
    return timesInVietnam({ ...check, ...(released ? { released: only(released, allowed) } : {}) });
  }
}

const isOf = ({ dossier, unit, client }: CitizenCheckView, caller: ClientCaller): boolean =>
  dossier === undefined ? client === caller.name : unit !== undefined && caller.mayUseUnit(unit);
