import { Readable } from 'node:stream';
import { Body, Controller, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpLimits } from '@lienthong/config';
import { vietnamDay } from '@lienthong/contracts';
import type { ClientCaller } from '../../access/callers.js';
import type { UnitTree } from '../../access/unit-tree.js';
import { Uploads } from '../../attachments/uploads.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE, LIMITS, UNIT_TREE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import { drain, noBody } from '../../http/drain.js';
import { fromCaller } from '../../http/from-caller.js';
import { limitHeaders } from '../../http/limit-headers.js';
import { allowLongBody } from '../../http/long-body.js';
import { Problem } from '../../http/problem.js';
import { contextOf } from '../../http/request-context.js';
import { Route } from '../../http/route.decorator.js';
import { BulkLineDto } from './bulk-answers.dto.js';
import { recordLines } from './record-lines.js';

const contentType = /^\s*application\/(?:x-ndjson|ndjson|jsonl|x-jsonlines)\s*(?:;|$)/i;
/** A body may come for so long. */
const longestMillis = 3_600_000;
/** Answers that wait for a caller who reads none before it has sent everything. */
const answerBytes = 16 * 1024 * 1024;

@ApiTags('dossiers')
@ApiExtraModels(BulkLineDto)
@Controller('v1/dossiers/bulk')
export class BulkDossiersController {
  /** That come at this time. */
  readonly uploads: Uploads;

  constructor(
    @Inject(GATEWAY_CORE) private readonly core: Pick<GatewayCore, 'putDossiers'>,
    @Inject(UNIT_TREE) private readonly units: UnitTree,
    @Inject(LIMITS) private readonly limits: HttpLimits,
  ) {
    this.uploads = new Uploads(limits.uploadsPerClient);
  }

  @Post()
  @Route({
    summary: 'Going live with what exists: records dossiers, one per line, and tells nobody of them',
    ...{ admits: ['client'], checks: true, file: 'dossier.bulkContentType', inLines: true },
    refuses: ['dossier.bulkTooMany'],
  })
  @ApiConsumes('application/x-ndjson')
  @ApiBody({
    schema: { type: 'string', description: 'Per line the body of `PUT /v1/dossiers/{code}` with its `code`' },
  })
  @ApiOkResponse({
    description:
      'Per line of the body one line of answer, in their order, while the body still comes. Fewer answers than lines: the rest is to be sent again, or everything; what was recorded answers `unchanged`. No `Idempotency-Key`: each line is a `PUT`, the same however often it comes',
    content: { 'application/x-ndjson': { schema: { $ref: getSchemaPath(BulkLineDto) } } },
  })
  async record(
    @Query() query: decode.Query,
    @Body() body: Readable | undefined,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    decode.decodeQuery(query, {});
    const lines = body ?? noBody();
    const refusal = contentType.test(request.headers['content-type'] ?? '')
      ? await this.uploads.run(caller.name, () => this.answer(lines, caller, request, reply))
      : new Problem('dossier.bulkContentType');
    if (refusal === undefined) return;
    // The caller reads our answer when it has sent its file: what is left of it is taken in and thrown away.
    await drain(lines);
    throw refusal instanceof Problem ? refusal : tooMany(refusal.most);
  }

  private async answer(
    body: Readable,
    caller: ClientCaller,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<undefined> {
    allowLongBody(request, longestMillis);
    const answers = recordLines(body, {
      ...{ units: this.units, maxLineBytes: this.limits.bodyBytes, maxBytes: this.limits.bulkBytes },
      ...{ traceId: contextOf(request.raw)?.trace.traceId ?? '', today: vietnamDay(Date.now()) },
      caller: { ...fromCaller(caller, request), mayUseUnit: caller.mayUseUnit },
      put: (commands) => this.core.putDossiers(commands),
    });
    const stream = Readable.from(withRest(answers, body), { objectMode: false, highWaterMark: answerBytes });
    try {
      await reply.code(200).header('content-type', 'application/x-ndjson; charset=utf-8').send(stream);
    } catch (error) {
      // Who has broken off is gone; whatever was answered is kept.
      if (!reply.raw.destroyed) throw error;
    }
    return undefined;
  }
}

/** The last answer may come before the end of the body: then what is left is thrown away, so that it is read. */
async function* withRest(answers: AsyncIterable<string>, body: Readable): AsyncGenerator<string> {
  yield* answers;
  await drain(body);
}

const tooMany = (most: number): Problem =>
  new Problem('dossier.bulkTooMany', {
    ...{ params: { most }, extra: { most } },
    headers: limitHeaders('bulk', most, 'concurrent-requests', 5),
  });
