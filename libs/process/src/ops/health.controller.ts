import { Controller, Get, Inject, Optional, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { within } from '@lienthong/store';
import type { NotReady, Readiness } from '../readiness.js';
import { PARTNERS_HEALTH, READINESS } from './ops.tokens.js';
import type { PartnersHealth } from './partners-health.js';

const deadlineMillis = 2000;
const silent: readonly NotReady[] = [{ what: 'core', why: 'no answer to the readiness question' }];

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(READINESS) private readonly readiness: Readiness,
    @Optional() @Inject(PARTNERS_HEALTH) private readonly partners?: PartnersHealth,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process runs' })
  @ApiOkResponse({ description: '`{ "status": "live" }`' })
  live() {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'The process can take dossiers' })
  @ApiOkResponse({
    description:
      '`{ "status": "ready", "reasons": [], "partners": [{ "partner", "state": "up" | "down", "cause", "askedAt", "heldBack" }] }`; a partner in trouble is told and makes nothing unready',
  })
  @ApiServiceUnavailableResponse({ description: '`{ "status": "notReady", "reasons": [{ "what", "why" }] }`' })
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const reasons = await within(deadlineMillis, () => this.readiness(), silent).catch(() => silent);
    const ready = reasons.length === 0;
    await reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ready' : 'notReady', reasons, ...(this.partners ? { partners: this.partners() } : {}) });
  }
}
