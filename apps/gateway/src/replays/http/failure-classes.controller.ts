import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import * as decode from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { Paged, Route } from '../../http/route.decorator.js';
import type { FailureClassFilter } from '../core.js';
import { FailureClassListDto } from './replays.dto.js';

const listRules = { partner: rule.code, operation: rule.code };

@ApiTags('exchanges')
@Controller('v1/failure-classes')
export class FailureClassesController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: Pick<GatewayCore, 'replays'>) {}

  @Get()
  @Route({
    summary: 'What is parked, by partner, operation and cause',
    ...{ admits: ['operator'], checks: true },
  })
  @Paged()
  @ApiQuery({ name: 'partner', required: false })
  @ApiQuery({ name: 'operation', required: false })
  @ApiOkResponse({ type: FailureClassListDto })
  async list(@Query() query: decode.Query) {
    const { filter, page } = decode.decodeList<FailureClassFilter>(query, listRules);
    return timesInVietnam(await this.core.replays.listClasses(filter, page));
  }
}
