import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiNotModifiedResponse, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, ClientCaller } from '../access/callers.js';
import type { DossierFilter, DossierView, GatewayCore } from '../core.js';
import { GATEWAY_CORE } from '../gateway.tokens.js';
import { CurrentCaller } from '../http/access.guard.js';
import * as decode from '../http/decode.js';
import { etagOfView, holdsAlready, quoted } from '../http/etag-header.js';
import * as rule from '../http/fields/rules.js';
import { timesInVietnam } from '../http/fields/times.js';
import { Problem } from '../http/problem.js';
import { Paged, Route } from '../http/route.decorator.js';
import { waitedFor } from '../journey/waiting-on.js';
import { BlameDto, DossierListDto, DossierViewDto, TimelineDto } from './answers.dto.js';

const listRules = {
  unit: rule.code,
  status: decode.statusRule,
  waitingOn: rule.oneOf(waitedFor),
  dueBefore: rule.timestamp,
};

@ApiTags('dossiers')
@Controller('v1/dossiers')
export class DossierViewsController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: GatewayCore) {}

  @Get()
  @Route({ summary: "Dossiers of the caller's units", admits: ['client'], checks: true })
  @Paged()
  @ApiQuery({
    name: 'unit',
    required: false,
    description:
      "Dossiers of exactly this unit, not of those below it; without it those of all the caller's units. A unit that is not the caller's has none to show",
  })
  @ApiQuery({ name: 'status', required: false })
  @ApiQuery({ name: 'waitingOn', required: false })
  @ApiQuery({ name: 'dueBefore', required: false })
  @ApiOkResponse({ type: DossierListDto })
  async list(@Query() query: decode.Query, @CurrentCaller() caller: ClientCaller) {
    const { filter, page } = decode.decodeList<DossierFilter>(query, listRules);
    return timesInVietnam(await this.core.listDossiers({ ...filter, units: caller.units }, page));
  }

  @Get(':code')
  @Route({
    summary: 'One dossier, with what the gateway knows of it',
    ...{ admits: ['client'], path: true, checks: true },
    refuses: ['dossier.notFound'],
  })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'ETag of an earlier answer' })
  @ApiOkResponse({ type: DossierViewDto })
  @ApiNotModifiedResponse({ description: 'Neither the statement nor what the gateway knows has changed' })
  async get(
    @Param('code') code: string,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const dossier = await this.visible(decode.decodeCode(code), caller);
    const body = JSON.stringify(shown(dossier));
    const etag = etagOfView(dossier.etag, body);
    reply.header('etag', quoted(etag));
    if (holdsAlready(request.headers['if-none-match'], etag)) return reply.code(304).send();
    await reply.header('content-type', 'application/json; charset=utf-8').send(body);
  }

  // Apart from the dossier: it is another from minute to minute, and costs the reading of everything that happened.
  @Get(':code/blame')
  @Route({
    summary: 'Who has had a dossier for how long, derived from what is recorded',
    ...{ admits: ['client', 'operator'], path: true },
    refuses: ['dossier.notFound'],
  })
  @ApiOkResponse({ type: BlameDto })
  async blame(@Param('code') pathCode: string, @CurrentCaller() caller: Caller) {
    const code = decode.decodeCode(pathCode);
    if (caller.kind === 'client') await this.visible(code, caller);
    const blame = await this.core.blame(code);
    if (!blame) throw new Problem('dossier.notFound');
    return timesInVietnam(blame);
  }

  @Get(':code/timeline')
  @Route({
    summary: 'Everything that happened to a dossier, in order',
    ...{ admits: ['client', 'operator'], path: true, checks: true },
    refuses: ['dossier.notFound'],
  })
  @Paged()
  @ApiOkResponse({ type: TimelineDto })
  async timeline(@Param('code') pathCode: string, @Query() query: decode.Query, @CurrentCaller() caller: Caller) {
    const code = decode.decodeCode(pathCode);
    const { page } = decode.decodeList(query, {});
    // A receiver is told that others were asked, but not what, nor what they said.
    const units = caller.kind === 'client' ? await this.receiving(code, caller) : undefined;
    const items = await this.core.timeline(code, page, units);
    if (!items) throw new Problem('dossier.notFound');
    return timesInVietnam(items);
  }

  /** The caller's units where it sees a dossier that is not its own. */
  private async receiving(code: string, caller: ClientCaller): Promise<readonly string[] | undefined> {
    const { content } = await this.visible(code, caller);
    return caller.mayUseUnit(content.unit) ? undefined : caller.units;
  }

  /** Another unit's dossier is not found: that it exists is not ours to tell. A unit that owes an answer about it sees it till then. */
  private async visible(code: string, caller: ClientCaller): Promise<DossierView> {
    const dossier = await this.core.dossier(code);
    if (!dossier) throw new Problem('dossier.notFound');
    if (caller.mayUseUnit(dossier.content.unit) || (await this.core.isHandedTo(code, caller.units))) return dossier;
    throw new Problem('dossier.notFound');
  }
}

/** The agency's own statement, with what the gateway adds beside it. */
const shown = ({ code, etag, content, ...seen }: DossierView): object =>
  timesInVietnam({ code, ...content, ...seen, etag });
