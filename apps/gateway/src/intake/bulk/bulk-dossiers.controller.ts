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
import { markReplayed, onceOf, refusalOfKey } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { contextOf } from '../../http/request-context.js';
import { Route } from '../../http/route.decorator.js';
import { BulkLineDto } from './bulk-answers.dto.js';
import type { UploadKey } from './bulk-upload.js';
import { recordLines } from './record-lines.js';
import { uploadUnder } from './upload-under.js';

const path = '/v1/dossiers/bulk';
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
    @Inject(GATEWAY_CORE) private readonly core: Pick<GatewayCore, 'putDossiers' | 'bulkOnce'>,
    @Inject(UNIT_TREE) private readonly units: UnitTree,
    @Inject(LIMITS) private readonly limits: HttpLimits,
  ) {
    this.uploads = new Uploads(limits.uploadsPerClient);
  }

  @Post()
  @Route({
    summary: 'Going live with what exists: records dossiers, one per line, and tells nobody of them',
    ...{ admits: ['client'], checks: true, file: 'dossier.bulkContentType', inLines: true, once: true },
    refuses: ['dossier.bulkTooMany'],
  })
  @ApiConsumes('application/x-ndjson')
  @ApiBody({
    schema: { type: 'string', description: 'Per line the body of `PUT /v1/dossiers/{code}` with its `code`' },
  })
  @ApiOkResponse({
    description:
      'Per line of the body one line of answer, in their order, while the body still comes. Fewer answers than lines: the rest is to be sent again, or everything; what was recorded answers `unchanged`. Under an `Idempotency-Key` that has had its whole answer no line is recorded again: what was recorded or unchanged says so once more, what was refused is looked at again. Another body under it is told by its first 64 KB that differ: 422, or as the last line where answers have gone out',
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
      ? await this.uploads.run(caller.name, () =>
          this.core.bulkOnce({ client: caller.name, ...onceOf(request, path, {}) }, (under) =>
            this.answer(lines, under, caller, request, reply),
          ),
        )
      : new Problem('dossier.bulkContentType');
    if (refusal === undefined) return;
    // The caller reads our answer when it has sent its file: what is left of it is taken in and thrown away.
    await drain(lines);
    if (refusal instanceof Problem) throw refusal;
    throw refusal.kind === 'tooManyUploads' ? tooMany(refusal.most) : refusalOfKey(refusal);
  }

  private async answer(
    body: Readable,
    under: UploadKey | undefined,
    caller: ClientCaller,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Problem | undefined> {
    allowLongBody(request, longestMillis);
    const upload = await uploadUnder(under, upTo(this.limits.bulkBytes, body));
    if (upload instanceof Problem) return upload;
    const answers = recordLines(upload.body, {
      ...{ units: this.units, maxLineBytes: this.limits.bodyBytes },
      ...{ traceId: contextOf(request.raw)?.trace.traceId ?? '', today: vietnamDay(Date.now()) },
      caller: { ...fromCaller(caller, request), mayUseUnit: caller.mayUseUnit },
      put: (commands) => this.core.putDossiers(commands),
      ...upload.lines,
    });
    markReplayed(under?.before !== undefined, reply);
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

/** Left alone when it is left: destroyed, it would take the connection with it, and the answer. */
async function* upTo(maxBytes: number, body: Readable): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Problem('request.tooLarge', { params: { maxBytes } });
    yield chunk;
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
