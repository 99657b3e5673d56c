import { Body, Controller, Inject, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { vietnamDay } from '@lienthong/contracts';
import type { ClientCaller } from '../access/callers.js';
import type { UnitTree } from '../access/unit-tree.js';
import type { GatewayCore } from '../core.js';
import { GATEWAY_CORE, UNIT_TREE } from '../gateway.tokens.js';
import { CurrentCaller } from '../http/access.guard.js';
import * as decode from '../http/decode.js';
import { decodeIfMatch, decodeOnlyCreate, quoted } from '../http/etag-header.js';
import * as rule from '../http/fields/rules.js';
import { timesInVietnam } from '../http/fields/times.js';
import { fromCaller } from '../http/from-caller.js';
import { markReplayed, onceOf } from '../http/once.js';
import { Problem } from '../http/problem.js';
import { Route } from '../http/route.decorator.js';
import { progressOf, type Told } from '../http/wait.js';
import { AddStepAnswerDto, PutDossierAnswerDto } from './answers.dto.js';
import { decodeDossier, decodeStep } from './decode-dossier.js';
import { DossierDto } from './dossier.dto.js';
import { refusalOfPut, refusalOfStep } from './refusals.js';
import { StepDto } from './step.dto.js';
import { warningsOf } from './warnings.js';

const modeRule = rule.oneOf(['backfill']);

@ApiTags('dossiers')
@Controller('v1/dossiers')
export class DossiersController {
  constructor(
    @Inject(GATEWAY_CORE) private readonly core: GatewayCore,
    @Inject(UNIT_TREE) private readonly units: UnitTree,
  ) {}

  @Put(':code')
  @Route({
    summary: "The agency's present truth about a dossier",
    ...{ admits: ['client'], path: true, checks: true, body: 'required', waits: true },
    refuses: ['access.unitForbidden', 'dossier.revisionConflict', 'dossier.stale', 'dossier.preconditionFailed'],
  })
  @ApiParam({ name: 'code', schema: rule.pathCode.schema })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'An additional check beside the revision; `*`: it exists',
  })
  @ApiHeader({ name: 'If-None-Match', required: false, description: '`*`: only if there is no such dossier yet' })
  @ApiQuery({
    ...{ name: 'mode', required: false, schema: modeRule.schema },
    description:
      '`backfill`: going live with what exists. It is recorded and nobody is told, until a newer revision, something that the gateway sees, or the catch-up tells of it',
  })
  @ApiBody({ type: DossierDto })
  @ApiOkResponse({
    type: PutDossierAnswerDto,
    description:
      'Every exchange of this revision has ended, or there is none. Also, without `Prefer: wait`, when this revision was known with the same content: nothing starts, `pending` tells what is still open',
  })
  @ApiResponse({
    status: 202,
    type: PutDossierAnswerDto,
    description: 'Kept; exchanges of this revision are under way, or parked until a person acts (`pending`)',
  })
  async put(
    @Param('code') pathCode: string,
    @Body() body: unknown,
    @Query() query: decode.Query,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const code = decode.decodeCode(pathCode);
    const { mode } = decode.decodeQuery(query, { mode: modeRule });
    const ifMatch = decodeIfMatch(request.headers['if-match']);
    const onlyCreate = decodeOnlyCreate(request.headers['if-none-match']);
    const content = decodeDossier(code, body, this.units);
    if (!caller.mayUseUnit(content.unit)) throw new Problem('access.unitForbidden');

    const answer = await this.core.putDossier({
      ...fromCaller(caller, request),
      code,
      content,
      mayUseUnit: caller.mayUseUnit,
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...(onlyCreate ? { onlyCreate } : {}),
      ...(mode === 'backfill' ? { backfill: true } : {}),
    });

    if (answer.kind !== 'accepted' && answer.kind !== 'same') throw refusalOfPut(answer, content.revision);
    const told = await progressOf(this.core, answer, request, reply);
    const started = answer.kind === 'accepted' && answer.exchanges.length > 0;
    if (started || told.underWay) reply.header('location', `/v1/dossiers/${code}`);
    await reply
      .code(statusOf(answer.kind, told))
      .header('etag', quoted(answer.etag))
      .send({
        code,
        revision: answer.revision,
        etag: answer.etag,
        result: answer.kind,
        created: answer.kind === 'accepted' && answer.created,
        warnings: warningsOf(content, this.units, vietnamDay(Date.now())),
        ...timesInVietnam(told.progress),
      });
  }

  @Post(':code/steps')
  @Route({
    summary: 'Adds one processing step',
    ...{ admits: ['client'], path: true, body: 'required', once: true, waits: true },
    refuses: ['dossier.notFound', 'step.conflict'],
  })
  @ApiBody({ type: StepDto })
  @ApiOkResponse({
    type: AddStepAnswerDto,
    description:
      'Every exchange of this step has ended, or there is none. Also, without `Prefer: wait`, when this step was known with the same content: nothing starts, `pending` tells what is still open',
  })
  @ApiResponse({
    status: 202,
    type: AddStepAnswerDto,
    description: 'Kept; exchanges of this step are under way, or parked until a person acts (`pending`)',
  })
  async addStep(
    @Param('code') pathCode: string,
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const code = decode.decodeCode(pathCode);
    const step = decodeStep(body);
    const path = `/v1/dossiers/${code}/steps`;

    const answer = await this.core.addStep({
      ...fromCaller(caller, request),
      code,
      step,
      mayUseUnit: caller.mayUseUnit,
      ...onceOf(request, path, body),
    });

    if (answer.kind !== 'accepted' && answer.kind !== 'same') throw refusalOfStep(answer);
    markReplayed(answer.replayed, reply);
    const told = await progressOf(this.core, answer, request, reply);
    await reply
      .code(statusOf(answer.kind, told))
      .header('location', `/v1/dossiers/${code}/timeline`)
      .send({ code, key: step.key, result: answer.kind, ...timesInVietnam(told.progress) });
  }
}

/** What was known already starts nothing: 200, unless the caller waits for what was started then. */
const statusOf = (kind: 'accepted' | 'same', { underWay, waited }: Told): 200 | 202 =>
  underWay && (kind === 'accepted' || waited) ? 202 : 200;
