import { Readable } from 'node:stream';
import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cleanFileName, knownContentTypes } from '@lienthong/blobs';
import type { HttpLimits, Log } from '@lienthong/config';
import { describeError } from '@lienthong/contracts';
import type { ClientCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE, LIMITS, LOG } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import { drain, noBody } from '../../http/drain.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { markReplayed, onceOf } from '../../http/once.js';
import { invalid, Problem } from '../../http/problem.js';
import { Route } from '../../http/route.decorator.js';
import { placed } from '../../http/validate.js';
import { AttachmentDto } from './attachment-answers.dto.js';
import { fileNameIn, savedAs } from './content-disposition.js';
import { refusalOfUpload, tooLarge } from './refusals.js';

const path = '/v1/attachments';
const receiveRules = { sha256: rule.sha256, encoding: rule.oneOf(['base64']) };

@ApiTags('attachments')
@Controller('v1/attachments')
export class AttachmentsController {
  constructor(
    @Inject(GATEWAY_CORE) private readonly core: Pick<GatewayCore, 'attachments'>,
    @Inject(LIMITS) private readonly limits: HttpLimits,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Post()
  @Route({
    summary: 'A file of a dossier, as it is: kept for a time, and longer once `documents[].attachment` names it',
    ...{ admits: ['client'], checks: true, file: 'attachment.typeForbidden', once: true },
    refuses: [
      ...(['attachment.empty', 'attachment.contentDiffers', 'attachment.hashDiffers'] as const),
      ...(['attachment.base64Broken', 'attachment.archiveBroken', 'attachment.archiveOpaque'] as const),
      ...(['attachment.archiveBomb', 'attachment.notOffered', 'attachment.tooManyUploads'] as const),
      'attachment.unnamedFull',
    ],
  })
  @ApiHeader({
    ...{ name: 'Content-Disposition', required: true },
    description: "`attachment; filename*=UTF-8''…` (RFC 6266): the name, without a path",
  })
  @ApiQuery({
    ...{ name: 'sha256', required: false, schema: rule.sha256.schema },
    description: 'As the sender knows it; another content is refused',
  })
  @ApiQuery({
    ...{ name: 'encoding', required: false, schema: receiveRules.encoding.schema },
    description: 'The body is base64 of the file (padded; line breaks are allowed)',
  })
  @ApiConsumes(...knownContentTypes)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ type: AttachmentDto })
  async receive(
    @Query() query: decode.Query,
    @Body() body: Readable | undefined,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { sha256, encoding } = decode.decodeQuery(query, receiveRules);
    const name = cleanFileName(fileNameIn(request.headers['content-disposition']) ?? '');
    if (name === undefined) throw invalid([placed('/headers/content-disposition', { code: 'fileName.invalid' })]);
    const contentType = request.headers['content-type'] ?? '';
    const base64 = encoding === 'base64';
    // Said before anything is sent: nothing of it is taken in.
    if (Number(request.headers['content-length']) > mostBytes(this.limits.attachmentBytes, base64)) {
      throw tooLarge(this.limits.attachmentBytes);
    }
    const answer = await this.core.attachments.receive({
      ...{ client: caller.name, name, contentType, base64, body: body ?? noBody() },
      ...(sha256 === undefined ? {} : { sha256 }),
      ...onceOf(request, path, { name, contentType }),
    });
    if (answer.kind !== 'accepted') {
      // The caller reads our answer when it has sent its file: what is left of it is taken in and thrown away.
      if (body) await drain(body);
      throw refusalOfUpload(answer);
    }
    markReplayed(answer.replayed, reply);
    const { attachment } = answer;
    await reply.code(201).header('location', `${path}/${attachment.id}`).send(timesInVietnam(attachment));
  }

  @Get(':id')
  @Route({
    summary:
      'The file itself, for its uploader, for units whose dossiers name it, and for those that owe an answer about one',
    ...{ admits: ['client'], path: true },
    refuses: ['attachment.notFound', 'attachment.contentMissing'],
  })
  @ApiOkResponse({ content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } })
  async get(
    @Param('id') pathId: string,
    @CurrentCaller() caller: ClientCaller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = decode.decodeId(pathId, 'attachment.notFound');
    const { mayUseUnit } = caller;
    const found = await this.core.attachments.read(id, { client: caller.name, mayUseUnit });
    if (!found) throw new Problem('attachment.notFound');
    const { content, contentType, name, size } = found;
    if (!content) throw new Problem('attachment.contentMissing');
    const stream = Readable.from(content, { objectMode: false });
    // Half a file has been sent by then: its length tells the caller that it is not whole.
    stream.once('error', (error) =>
      this.log.error({ attachment: id, ...describeError(error) }, 'a file cannot be read'),
    );
    await reply
      .headers({ 'content-type': contentType, 'content-length': size, 'content-disposition': savedAs(name) })
      // Should a browser show it after all, it runs nothing of it.
      .header('content-security-policy', "default-src 'none'; sandbox")
      .send(stream);
  }
}

/** Of a body: base64 takes four thirds, and its lines some more. */
const mostBytes = (fileBytes: number, base64: boolean): number =>
  base64 ? Math.ceil(fileBytes * 1.42) + 4 : fileBytes;
