import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiQuery, ApiTags, getSchemaPath, ApiExtraModels } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientCaller } from '../../access/callers.js';
import type { UnitTree } from '../../access/unit-tree.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE, UNIT_TREE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { invalid, Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import { placed } from '../../http/validate.js';
import type { RegisterFilter, RegisterItem } from '../core.js';
import { entryKinds } from '../save-register.js';
import { csvField } from './csv-field.js';
import { formatBy, registerFormats, type RegisterFormat } from './negotiate.js';
import { RegisterDto } from './register.dto.js';
import { columns } from './register.messages.js';
import { pageFoot, pageHead, pageRow, registerSecurityPolicy } from './register.page.js';

const rules = {
  ...{ unit: rule.code, day: rule.day, entry: rule.oneOf(entryKinds) },
  ...{ format: rule.oneOf(registerFormats), separator: rule.oneOf(['comma', 'semicolon']) },
};
const schema = { type: 'string' } as const;

@ApiTags('registers')
@ApiExtraModels(RegisterDto)
@Controller('v1/registers')
export class RegistersController {
  constructor(
    @Inject(GATEWAY_CORE) private readonly core: Pick<GatewayCore, 'registers'>,
    @Inject(UNIT_TREE) private readonly units: UnitTree,
  ) {}

  @Get('receipts-and-returns')
  @Route({
    summary: 'The book of receipts and returns: what a unit has received and returned on a day, numbered',
    ...{ admits: ['client'], checks: true },
    refuses: ['access.unitForbidden'],
  })
  @ApiQuery({ name: 'unit', schema: rule.code.schema, description: 'This unit alone, not those below it' })
  @ApiQuery({ name: 'day', schema: rule.day.schema, description: 'In Vietnam' })
  @ApiQuery({ name: 'entry', required: false, schema: rules.entry.schema })
  @ApiQuery({ name: 'format', required: false, schema: rules.format.schema, description: 'Goes before `Accept`' })
  @ApiQuery({
    ...{ name: 'separator', required: false, schema: rules.separator.schema },
    description: 'Of CSV: `comma` (usual), or `semicolon` for spreadsheets whose decimal sign is the comma',
  })
  @Paged()
  @ApiOkResponse({
    description:
      'JSON comes page by page; CSV and the page for printing hold the whole day, and take neither `limit` nor `cursor`',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(RegisterDto) } },
      'text/csv': { schema },
      'text/html': { schema },
    },
  })
  async receiptsAndReturns(
    @Query() query: decode.Query,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { filter: asked, page } = decode.decodeList<Asked>(query, rules);
    const { unit, day, entry, format = formatBy(request.headers.accept), separator } = asked;
    const filter = { ...required({ unit, day }), ...(entry === undefined ? {} : { entry }) };
    if (!caller.mayUseUnit(filter.unit)) throw new Problem('access.unitForbidden');
    reply.header('vary', 'accept');
    if (format !== 'json') refusePaging(query);
    if (format === 'csv') return this.csv(filter, separator === 'semicolon' ? ';' : ',', reply);
    if (format === 'html') return this.html(filter, reply);
    const [totals, entries] = await Promise.all([
      this.core.registers.totals(filter),
      this.core.registers.receiptsAndReturns(filter, page),
    ]);
    await reply.send({ unit: filter.unit, day: filter.day, totals, ...timesInVietnam(entries) });
  }

  private async csv(filter: RegisterFilter, separator: string, reply: FastifyReply): Promise<void> {
    const lineOf = (fields: readonly (string | number | undefined)[]): string =>
      `${fields.map(csvField).join(separator)}\r\n`;
    // The mark tells a spreadsheet that it is UTF-8.
    const head = `\ufeff${lineOf(columns.map(({ title }) => title))}`;
    const name = `receipts-and-returns-${filter.unit}-${filter.day}.csv`;
    await reply
      .header('content-type', 'text/csv; charset=utf-8; header=present')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(await this.written(filter, head, (item) => lineOf(columns.map(({ of }) => of(item))), ''));
  }

  private async html(filter: RegisterFilter, reply: FastifyReply): Promise<void> {
    const totals = await this.core.registers.totals(filter);
    const head = pageHead({ unitName: this.units.nameOf(filter.unit) ?? filter.unit, day: filter.day, totals });
    await reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', registerSecurityPolicy)
      .send(await this.written(filter, head, pageRow, pageFoot()));
  }

  /** The whole day, page by page as the caller takes it. The first page is read before anything is said: it may fail. */
  private async written(
    filter: RegisterFilter,
    head: string,
    rowOf: (item: RegisterItem) => string,
    foot: string,
  ): Promise<Readable> {
    const read = (cursor?: string) =>
      this.core.registers.receiptsAndReturns(filter, { limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    const first = await read();
    async function* text(): AsyncGenerator<string> {
      yield head;
      for (let page = first; ; page = await read(page.nextCursor)) {
        yield page.items.map(rowOf).join('');
        if (page.nextCursor === undefined) break;
      }
      yield foot;
    }
    return Readable.from(text(), { objectMode: false });
  }
}

interface Asked extends Partial<RegisterFilter> {
  readonly format?: RegisterFormat;
  readonly separator?: 'comma' | 'semicolon';
}

function required({ unit, day }: Pick<Asked, 'unit' | 'day'>): { readonly unit: string; readonly day: string } {
  const missing = Object.entries({ unit, day }).filter(([, value]) => value === undefined);
  if (missing.length > 0) throw invalid(missing.map(([name]) => placed(`/query/${name}`, { code: 'field.required' })));
  return { unit: unit!, day: day! };
}

function refusePaging(query: decode.Query): void {
  const given = ['limit', 'cursor'].filter((name) => query[name] !== undefined);
  if (given.length > 0) throw invalid(given.map((name) => placed(`/query/${name}`, { code: 'field.unknown' })));
}
