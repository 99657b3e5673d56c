import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import { areaLevels } from '@lienthong/areas';
import { vietnamDay } from '@lienthong/contracts';
import * as decode from '../http/decode.js';
import * as rule from '../http/fields/rules.js';
import { Paged, Route } from '../http/route.decorator.js';
import { AreaListDto } from './answers.dto.js';
import { listAreas, type AreaFilter } from './list-areas.js';

const listRules = {
  on: rule.day,
  level: rule.oneOf(areaLevels),
  code: rule.areaCode,
  parent: rule.areaCode,
  province: rule.areaCode,
};

@ApiTags('areas and units')
@Controller('v1/areas')
export class AreasController {
  @Get()
  @Route({
    summary: 'Provinces, districts and communes as they stood on a day, with what took their place',
    ...{ admits: ['client', 'operator'], checks: true, fromMemory: true },
  })
  @Paged()
  @ApiQuery({
    name: 'on',
    required: false,
    schema: rule.day.schema,
    description: 'Today without it; for a `code` that is no more, the last day before the reform',
  })
  @ApiQuery({ name: 'level', required: false, schema: listRules.level.schema })
  @ApiQuery({ name: 'code', required: false, schema: rule.areaCode.schema })
  @ApiQuery({ name: 'parent', required: false, schema: rule.areaCode.schema })
  @ApiQuery({ name: 'province', required: false, schema: rule.areaCode.schema })
  @ApiOkResponse({ type: AreaListDto })
  list(@Query() query: decode.Query) {
    const { filter, page } = decode.decodeList<AreaFilter>(query, listRules);
    return listAreas(filter, page, vietnamDay(Date.now()));
  }
}
