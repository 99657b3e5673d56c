import type { Readable } from 'node:stream';
import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpLimits } from '@lienthong/config';
import type { OperatorCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE, LIMITS } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import { drain, noBody } from '../../http/drain.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { markReplayed, onceOf, refusalOfKey } from '../../http/once.js';
import { invalid, Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import { placed } from '../../http/validate.js';
import { isId } from '../../ids.js';
import { statementLists, statementStates, type StatementFilter, type StatementList } from '../bank-books/core.js';
import type { StatementEncoding } from '../statements/decode-text.js';
import type { StatedTotals } from '../statements/statement-part.js';
import { refusalOfStatement } from './refusal-of-statement.js';
import { shownStatement } from './show-statement.js';
import { StatementDto, StatementListDto, StatementRowsDto } from './statement.dto.js';

const encodings: readonly StatementEncoding[] = ['utf-8', 'windows-1258', 'utf-16le', 'utf-16be'];
const receiveRules = {
  ...{ account: rule.code, encoding: rule.oneOf(encodings) },
  ...{ rows: rule.digits, sum: rule.digits },
};
const listRules = { account: rule.code, state: rule.oneOf(statementStates) };
const rowRules = { list: rule.oneOf(statementLists) };

@ApiTags('payments')
@Controller('v1/statements')
export class StatementsController {
  constructor(
    @Inject(GATEWAY_CORE) private readonly core: Pick<GatewayCore, 'statements'>,
    @Inject(LIMITS) private readonly limits: HttpLimits,
  ) {}

  @Post()
  @Route({
    summary: "A bank's statement, as the bank gave it: read, and compared with what we know",
    ...{ admits: ['actingOperator'], checks: true, file: 'statement.contentType', once: true },
    refuses: ['statement.refused', 'account.notFound'],
  })
  @ApiQuery({ name: 'account', schema: rule.code.schema })
  @ApiQuery({
    ...{ name: 'format', schema: rule.code.schema },
    description:
      'camt053, mt940, vietcombank, techcombank, mb-reconciliation, or the name of a profile in `payments.statementProfiles`',
  })
  @ApiQuery({
    ...{ name: 'encoding', required: false, schema: receiveRules.encoding.schema },
    description: 'Where the file has no byte order mark; usually what the format is written in',
  })
  @ApiQuery({
    ...{ name: 'rows', required: false, schema: receiveRules.rows.schema },
    description:
      'How many entries the file has; another number: refused. Half a file without totals is found by this alone',
  })
  @ApiQuery({
    ...{ name: 'sum', required: false, schema: receiveRules.sum.schema },
    description: 'Sum of the amounts of all entries, in and out, VND; another sum: refused',
  })
  @ApiConsumes('application/xml', 'text/plain', 'text/csv', 'application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 202, type: StatementDto, description: 'Whole and right; it is being compared' })
  @ApiResponse({ status: 200, type: StatementDto, description: 'The same file was taken before: nothing happens' })
  async receive(
    @Query() query: decode.Query,
    @Body() body: Readable | undefined,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = requiredQuery(query, this.core.statements.formats);
    const answer = await this.core.statements.receiveStatement({
      ...{ account: asked.account, format: asked.format },
      ...(asked.encoding === undefined ? {} : { encoding: asked.encoding as StatementEncoding }),
      stated: asked.stated,
      ...{ operator: operator.name, body: body ?? noBody(), maxBytes: this.limits.statementBytes },
      ...onceOf(request, '/v1/statements', asked),
    });
    if (answer.kind === 'accountNotFound') throw new Problem('account.notFound');
    if (answer.kind === 'incomplete') throw new Problem('request.incomplete');
    if (answer.kind !== 'accepted' && answer.kind !== 'same') {
      // The caller reads our answer when it has sent its file: what is left of it is taken in and thrown away.
      if (body) await drain(body);
      throw answer.kind === 'refused' ? refusalOfStatement(answer.statement, answer.fault) : refusalOfKey(answer);
    }
    markReplayed(answer.kind === 'same', reply);
    await reply
      .code(answer.kind === 'same' ? 200 : 202)
      .header('location', `/v1/statements/${answer.statement}`)
      .send(await this.shown(answer.statement));
  }

  @Get()
  @Route({ summary: "Banks' statements, newest first", admits: ['operator'], checks: true })
  @Paged()
  @ApiQuery({ name: 'account', required: false })
  @ApiQuery({ name: 'state', required: false, schema: listRules.state.schema })
  @ApiOkResponse({ type: StatementListDto })
  async list(@Query() query: decode.Query) {
    const { filter, page } = decode.decodeList<StatementFilter>(query, listRules);
    const { items, ...rest } = await this.core.statements.listStatements(filter, page);
    return { items: items.map(shownStatement), ...rest };
  }

  @Get(':id')
  @Route({
    summary: 'One statement with its progress and sums',
    ...{ admits: ['operator'], path: true },
    refuses: ['statement.notFound'],
  })
  @ApiOkResponse({ type: StatementDto })
  get(@Param('id') id: string) {
    return this.shown(id);
  }

  @Get(':id/entries')
  @Route({
    summary: 'What matches, what differs, what only one side has',
    ...{ admits: ['operator'], path: true, checks: true },
    refuses: ['statement.notFound'],
  })
  @ApiQuery({ name: 'list', schema: rowRules.list.schema })
  @Paged()
  @ApiOkResponse({ type: StatementRowsDto })
  async entries(@Param('id') id: string, @Query() query: decode.Query) {
    const { filter, page } = decode.decodeList<{ readonly list?: StatementList }>(query, rowRules);
    if (filter.list === undefined) throw invalid([placed('/query/list', { code: 'field.required' })]);
    if (!isId(id)) throw new Problem('statement.notFound');
    const rows = await this.core.statements.statementRows(id, filter.list, page);
    if (!rows) throw new Problem('statement.notFound');
    return timesInVietnam(rows);
  }

  private async shown(id: string) {
    const found = isId(id) ? await this.core.statements.statement(id) : undefined;
    if (!found) throw new Problem('statement.notFound');
    return shownStatement(found);
  }
}

interface Asked {
  readonly account: string;
  readonly format: string;
  readonly encoding: string | undefined;
  readonly stated: StatedTotals;
}

function requiredQuery(query: decode.Query, formats: readonly string[]): Asked {
  const rules = { ...receiveRules, format: rule.oneOf(formats) };
  const { account, format, encoding, rows, sum } = decode.decodeQuery(query, rules);
  const missing = Object.entries({ account, format }).filter(([, value]) => value === undefined);
  if (missing.length > 0) throw invalid(missing.map(([name]) => placed(`/query/${name}`, { code: 'field.required' })));
  const stated = {
    ...(rows === undefined ? {} : { rows: Number(rows) }),
    ...(sum === undefined ? {} : { sum: Number(sum) }),
  };
  return { account: account!, format: format!, encoding, stated };
}
