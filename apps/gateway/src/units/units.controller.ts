import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import { UNIT_TREE } from '../gateway.tokens.js';
import * as decode from '../http/decode.js';
import * as rule from '../http/fields/rules.js';
import { Paged, Route } from '../http/route.decorator.js';
import { listUnits, type UnitFilter } from '../access/list-units.js';
import type { UnitTree } from '../access/unit-tree.js';
import { UnitListDto } from './units.dto.js';

const listRules = { code: rule.code, parent: rule.code, within: rule.code, on: rule.day };

@ApiTags('areas and units')
@Controller('v1/units')
export class UnitsController {
  constructor(@Inject(UNIT_TREE) private readonly units: UnitTree) {}

  @Get()
  @Route({
    summary: 'Units of the configuration, with the time in which each stands and who took over',
    ...{ admits: ['client', 'operator'], checks: true, fromMemory: true },
  })
  @Paged()
  @ApiQuery({ name: 'code', required: false, schema: rule.code.schema })
  @ApiQuery({ name: 'parent', required: false, schema: rule.code.schema })
  @ApiQuery({
    name: 'within',
    required: false,
    schema: rule.code.schema,
    description: 'This unit and all below it',
  })
  @ApiQuery({
    name: 'on',
    required: false,
    schema: rule.day.schema,
    description: 'Only those that stand on this day; without it those of all times',
  })
  @ApiOkResponse({ type: UnitListDto })
  list(@Query() query: decode.Query) {
    const { filter, page } = decode.decodeList<UnitFilter>(query, listRules);
    return listUnits(filter, page, this.units);
  }
}
