import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperatorCaller } from '../../access/callers.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { markReplayed, onceOf } from '../../http/once.js';
import { Paged, Route } from '../../http/route.decorator.js';
import type { SubmissionCore } from '../core.js';
import { refusalOfPlacing } from './refusals.js';
import { PlacedSubmissionDto, PlaceSubmissionDto, UnplacedSubmissionListDto } from './submissions.dto.js';

@ApiTags('between agencies')
@Controller('v1/unplaced-submissions')
export class UnplacedSubmissionsController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: SubmissionCore) {}

  @Get()
  @Route({
    summary: 'What citizens submitted on the portal for a unit that nobody here knows, the oldest first',
    ...{ admits: ['operator'], checks: true },
  })
  @Paged()
  @ApiOkResponse({ type: UnplacedSubmissionListDto })
  async list(@Query() query: decode.Query) {
    const { page } = decode.decodeList(query, {});
    return timesInVietnam(await this.core.listUnplacedSubmissions(page));
  }

  @Post(':id/placement')
  @HttpCode(200)
  @Route({
    summary: "Says which unit it is for: it stands in that unit's inbox",
    ...{ admits: ['actingOperator'], path: true, body: 'required', once: true },
    refuses: ['submission.notFound', 'submission.unitUnfit', 'submission.alreadyPlaced'],
  })
  @ApiBody({ type: PlaceSubmissionDto })
  @ApiOkResponse({ type: PlacedSubmissionDto })
  async place(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const submission = decode.decodeId(id, 'submission.notFound');
    const { unit } = decode.decodeBody(PlaceSubmissionDto, body);
    const answer = await this.core.placeSubmission({
      ...{ submission, unit, operator: operator.name },
      ...onceOf(request, `/v1/unplaced-submissions/${submission}/placement`, body),
    });
    if (answer.kind !== 'accepted') throw refusalOfPlacing(answer);
    markReplayed(answer.replayed, reply);
    await reply.code(200).send({ submission, dossier: answer.dossier, unit: answer.unit });
  }
}
