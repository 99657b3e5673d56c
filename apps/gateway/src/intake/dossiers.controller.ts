import { Body, Controller, Inject, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AdmitOnly, CurrentCaller } from '../access/access.guard.js';
import type { ClientCaller } from '../access/callers.js';
import type { UnitTree } from '../access/unit-tree.js';
import type { GatewayCore } from '../core.js';
import { GATEWAY_CORE, UNIT_TREE } from '../gateway.tokens.js';
import { ApiProblems } from '../http/api-answers.dto.js';
import * as decode from '../http/decode.js';
import { decodeIfMatch, quoted } from '../http/etag-header.js';
import * as rule from '../http/fields/rules.js';
import { timesInVietnam } from '../http/fields/times.js';
import { Problem } from '../http/problem.js';
import { contextOf } from '../http/request-context.js';
import { waitIfPreferred } from '../http/wait.js';
import { AddStepAnswerDto, PutDossierAnswerDto } from './answers.dto.js';
import { decodeDossier, decodeStep } from './decode-dossier.js';
import { DossierDto } from './dossier.dto.js';
import { refusalOfPut, refusalOfStep } from './refusals.js';
import { StepDto } from './step.dto.js';

@ApiTags('dossiers')
@ApiProblems('request.invalid', 'access.unknownClient', 'gateway.fault', 'gateway.unavailable')
@AdmitOnly('client')
@Controller('v1/dossiers')
export class DossiersController {
  constructor(
    @Inject(GATEWAY_CORE) private readonly core: GatewayCore,
    @Inject(UNIT_TREE) private readonly units: UnitTree,
  ) {}

  @Put(':code')
  @ApiOperation({ summary: "The agency's present truth about a dossier" })
  @ApiParam({ name: 'code', schema: rule.code.schema })
  @ApiHeader({ name: 'If-Match', required: false, description: 'An additional check beside the revision' })
  @ApiHeader({ name: 'Prefer', required: false, description: '`wait=N`, at most 30 seconds' })
  @ApiBody({ type: DossierDto })
  @ApiOkResponse({
    type: PutDossierAnswerDto,
    description: 'Nothing was started, or all that was started has ended or needs a person',
  })
  @ApiResponse({ status: 202, type: PutDossierAnswerDto, description: 'Accepted and kept; exchanges were started' })
  @ApiProblems(
    'access.unitForbidden',
    'dossier.revisionConflict',
    'dossier.stale',
    'dossier.preconditionFailed',
    'request.tooLarge',
    'request.contentType',
  )
  async put(
    @Param('code') pathCode: string,
    @Body() body: unknown,
    @Query() query: decode.Query,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const code = decode.decodeCode(pathCode);
    decode.decodeQuery(query, {});
    const ifMatch = decodeIfMatch(request.headers['if-match']);
    const content = decodeDossier(body, this.units);
    if (!caller.mayUseUnit(content.unit)) throw new Problem('access.unitForbidden');

    const answer = await this.core.putDossier({
      ...fromCaller(caller, request),
      code,
      content,
      mayUseUnit: caller.mayUseUnit,
      unitName: this.units.nameOf(content.unit) ?? content.unit,
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });

    if (answer.kind !== 'accepted' && answer.kind !== 'same') throw refusalOfPut(answer, content.revision);
    const { exchanges } = answer;
    const waited = await waitIfPreferred(this.core, exchanges, request, reply);
    const started = answer.kind === 'accepted' && exchanges.length > 0;
    const underWay = waited ? !waited.complete : started;
    const progress = waited?.started ?? { exchanges, settled: [], pending: started ? exchanges : [] };
    if (started) reply.header('location', `/v1/dossiers/${code}`);
    await reply
      .code(underWay ? 202 : 200)
      .header('etag', quoted(answer.etag))
      .send({
        code,
        revision: answer.revision,
        etag: answer.etag,
        result: answer.kind,
        created: answer.kind === 'accepted' && answer.created,
        ...timesInVietnam(progress),
      });
  }

  @Post(':code/steps')
  @ApiOperation({ summary: 'Adds one processing step' })
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiHeader({ name: 'Prefer', required: false })
  @ApiBody({ type: StepDto })
  @ApiOkResponse({
    type: AddStepAnswerDto,
    description: 'Known already, or all that was started has ended or needs a person',
  })
  @ApiResponse({ status: 202, type: AddStepAnswerDto })
  @ApiProblems('dossier.notFound', 'step.conflict', 'idempotency.mismatch', 'idempotency.inFlight')
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
    const idempotency = decode.decodeIdempotency(request.headers['idempotency-key'], 'POST', path, body);

    const answer = await this.core.addStep({
      ...fromCaller(caller, request),
      code,
      step,
      mayUseUnit: caller.mayUseUnit,
      ...(idempotency ? { idempotency } : {}),
    });

    if (answer.kind !== 'accepted' && answer.kind !== 'same') throw refusalOfStep(answer);
    const { exchanges } = answer;
    if (answer.kind === 'accepted' && answer.replayed) reply.header('idempotency-replayed', 'true');
    const waited = await waitIfPreferred(this.core, exchanges, request, reply);
    const started = answer.kind === 'accepted' && exchanges.length > 0;
    const underWay = waited ? !waited.complete : started;
    const progress = waited?.started ?? { exchanges, settled: [], pending: started ? exchanges : [] };
    await reply
      .code(underWay ? 202 : 200)
      .header('location', `/v1/dossiers/${code}/timeline`)
      .send({ code, key: step.key, result: answer.kind, ...timesInVietnam(progress) });
  }
}

function fromCaller(caller: ClientCaller, request: FastifyRequest): { client: string; traceparent?: string } {
  const trace = contextOf(request.raw)?.trace;
  return { client: caller.name, ...(trace ? { traceparent: trace.traceparent } : {}) };
}
