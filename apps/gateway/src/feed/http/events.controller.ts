import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ClientCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { Problem } from '../../http/problem.js';
import { Route } from '../../http/route.decorator.js';
import { whileThere } from '../../http/while-there.js';
import { decodeAsk, waitRule } from './decode-ask.js';
import { EventListDto } from './events.dto.js';

@ApiTags('events out')
@Controller('v1/events')
export class EventsController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: GatewayCore) {}

  @Get()
  @Route({
    summary: "What happened to dossiers of the caller's units, and to what was handed to them; in order, each once",
    ...{ admits: ['client'], checks: true },
    refuses: ['events.gone'],
  })
  @ApiQuery({
    name: 'after',
    required: false,
    description: '`nextCursor` of the answer before; left out: from the oldest event that is kept',
  })
  @ApiQuery({
    name: 'wait',
    required: false,
    schema: waitRule.schema,
    description: 'Seconds to wait where nothing has happened yet',
  })
  @ApiQuery({ name: 'limit', required: false, schema: decode.pageRules.limit.schema })
  @ApiOkResponse({ type: EventListDto })
  async list(@Query() query: decode.Query, @CurrentCaller() caller: ClientCaller, @Res() reply: FastifyReply) {
    const ask = decodeAsk(query);
    const reader = { client: caller.name, units: new Set(caller.units) };
    const answer = await whileThere(reply, (signal) => this.core.events(reader, { ...ask, signal }));
    if (answer.kind === 'gone') throw new Problem('events.gone');
    await reply.send({ items: timesInVietnam(answer.items), nextCursor: answer.nextCursor });
  }
}
