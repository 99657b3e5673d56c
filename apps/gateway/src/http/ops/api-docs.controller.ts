import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import swaggerUiFolder from 'swagger-ui-dist/absolute-path.js';
import { API_DOCUMENT } from '../../gateway.tokens.js';
import { Problem } from '../problem.js';
import { docsPage, docsScript, docsSecurityPolicy } from './docs-page.js';

/** Filled once the routes are known. */
export interface ApiDocument {
  json?: string;
}

const files: Readonly<Record<string, string>> = {
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** The API description and its reader; everything comes from this server. */
@ApiExcludeController()
@Controller()
export class ApiDocsController {
  constructor(@Inject(API_DOCUMENT) private readonly document: ApiDocument) {}

  @Get('openapi.json')
  async openapi(@Res() reply: FastifyReply): Promise<void> {
    await reply.header('content-type', 'application/json; charset=utf-8').send(this.document.json);
  }

  @Get('docs')
  async page(@Res() reply: FastifyReply): Promise<void> {
    await this.send(reply, 'text/html; charset=utf-8', docsPage);
  }

  @Get('docs/:file')
  async file(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    if (file === 'start.js') return this.send(reply, 'text/javascript; charset=utf-8', docsScript);
    const type = Object.hasOwn(files, file) ? files[file] : undefined;
    if (type === undefined) throw new Problem('route.notFound');
    await this.send(reply, type, await readFile(join(swaggerUiFolder(), file)));
  }

  private async send(reply: FastifyReply, type: string, content: string | Buffer): Promise<void> {
    await reply
      .headers({ 'content-type': type, 'content-security-policy': docsSecurityPolicy, 'cache-control': 'max-age=3600' })
      .send(content);
  }
}
