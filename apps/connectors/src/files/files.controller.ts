import { Readable } from 'node:stream';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { headersOf } from '@lienthong/connector-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FILE_LINKS } from '../connectors.tokens.js';
import type { FileLinks } from './file-links.js';
import { rangeOf } from './range.js';

const path = /^\/files\/([^/?]+)$/;

/** Where partners fetch files of dossiers, by links that they were given. */
@Controller('files')
export class FilesController {
  constructor(@Inject(FILE_LINKS) private readonly links: Pick<FileLinks, 'open'>) {}

  @Get('*')
  async give(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const file = await this.links.open(path.exec(request.url)?.[1] ?? '', headersOf(request.raw));
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    if (!file)
      return void (await reply.code(404).header('content-type', 'application/json').send('{"error":"notFound"}'));
    const { size, contentType } = file;
    const asked = rangeOf(request.headers.range, size);
    reply.header('accept-ranges', 'bytes');
    if (asked === 'unsatisfiable')
      return void (await reply.code(416).header('content-range', `bytes */${size}`).send());
    const { start, end } = asked === 'whole' ? { start: 0, end: size - 1 } : asked;
    if (asked !== 'whole') reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`);
    await reply
      .headers({ 'content-type': contentType, 'content-length': end - start + 1, 'content-disposition': 'attachment' })
      // Should a browser show it after all, it runs nothing of it.
      .header('content-security-policy', "default-src 'none'; sandbox")
      .send(Readable.from(file.bytes(start, end), { objectMode: false }));
  }
}
