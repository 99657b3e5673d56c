import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import { parseTimestamp } from '../../http/fields/timestamp.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { decodeNothing, nothing } from '../../http/no-body.js';
import { markReplayed, onceOf } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import type { EndpointAnswer } from '../core.js';
import { refusalOfEndpoint } from './refusals.js';
import {
  CreateWebhookEndpointDto,
  RecoverWebhookEndpointDto,
  WebhookEndpointDto,
  WebhookEndpointListDto,
  WebhookEndpointSecretDto,
} from './webhook.dto.js';

const path = '/v1/webhook-endpoints';
const ofOne = { admits: ['client'], path: true, refuses: ['webhook.notFound'] } as const;

@ApiTags('events out')
@Controller('v1/webhook-endpoints')
export class WebhooksController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: GatewayCore) {}

  @Post()
  @HttpCode(201)
  @Route({
    summary: 'An address to which whatever the feed shows from now on is sent (Standard Webhooks)',
    ...{ admits: ['client'], body: 'required', once: true },
    refuses: ['webhook.tooMany'],
  })
  @ApiBody({ type: CreateWebhookEndpointDto })
  @ApiCreatedResponse({ type: WebhookEndpointSecretDto })
  async create(
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { url } = decode.decodeBody(CreateWebhookEndpointDto, body);
    const answer = await this.core.createEndpoint({ client: caller.name, url, ...onceOf(request, path, body) });
    if (answer.kind !== 'accepted') throw refusalOfEndpoint(answer);
    const { endpoint, secret, replayed } = answer;
    markReplayed(replayed, reply);
    await reply
      .code(201)
      .header('location', `${path}/${endpoint.id}`)
      .send(timesInVietnam({ ...endpoint, secret }));
  }

  @Get()
  @Route({ summary: "The caller's endpoints, the oldest first", admits: ['client'], checks: true })
  @Paged()
  @ApiOkResponse({ type: WebhookEndpointListDto })
  async list(@Query() query: decode.Query, @CurrentCaller() caller: ClientCaller) {
    const { page } = decode.decodeList(query, {});
    return timesInVietnam(await this.core.listEndpoints(caller.name, page));
  }

  @Get(':id')
  @Route({ summary: 'One endpoint, with what came of the last sending', ...ofOne })
  @ApiOkResponse({ type: WebhookEndpointDto })
  async get(@Param('id') pathId: string, @CurrentCaller() caller: ClientCaller) {
    const endpoint = await this.core.endpoint(caller.name, idIn(pathId));
    if (!endpoint) throw new Problem('webhook.notFound');
    return timesInVietnam(endpoint);
  }

  @Delete(':id')
  @HttpCode(204)
  @Route({ summary: 'Nothing is sent there any more', ...ofOne })
  @ApiNoContentResponse()
  async remove(@Param('id') pathId: string, @CurrentCaller() caller: ClientCaller): Promise<void> {
    if (!(await this.core.removeEndpoint(caller.name, idIn(pathId)))) throw new Problem('webhook.notFound');
  }

  @Post(':id/secret')
  @HttpCode(200)
  @Route({
    summary: 'A new secret; for a time events are signed with the one before, too',
    ...{ ...ofOne, body: 'optional', once: true },
  })
  @ApiBody(nothing)
  @ApiOkResponse({ type: WebhookEndpointSecretDto })
  async rotate(
    @Param('id') pathId: string,
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = idIn(pathId);
    const once = onceOf(request, `${path}/${id}/secret`, decodeNothing(body));
    const answer = await this.core.rotateSecret({ client: caller.name, id, ...once });
    if (answer.kind !== 'accepted') throw refusalOfEndpoint(answer);
    markReplayed(answer.replayed, reply);
    await reply.code(200).send(timesInVietnam({ ...answer.endpoint, secret: answer.secret }));
  }

  @Post(':id/test')
  @HttpCode(202)
  @Route({
    summary: 'Sends an event that means nothing (`vn.lienthong.webhook.test`) before whatever waits',
    ...{ ...ofOne, body: 'optional', once: true },
  })
  @ApiBody(nothing)
  @ApiResponse({ status: 202, type: WebhookEndpointDto, description: '`lastOutcome` says before long what came of it' })
  async test(
    @Param('id') pathId: string,
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = idIn(pathId);
    const once = onceOf(request, `${path}/${id}/test`, decodeNothing(body));
    await shown(await this.core.testEndpoint({ client: caller.name, id, ...once }), reply);
  }

  @Post(':id/recovery')
  @HttpCode(202)
  @Route({
    summary: 'Sends again what was recorded since, in order, and whatever follows; ends a stop',
    ...{ ...ofOne, body: 'required', once: true },
  })
  @ApiBody({ type: RecoverWebhookEndpointDto })
  @ApiResponse({ status: 202, type: WebhookEndpointDto, description: 'It is active, and is being sent to' })
  async recover(
    @Param('id') pathId: string,
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = idIn(pathId);
    const { since } = decode.decodeBody(RecoverWebhookEndpointDto, body);
    const once = onceOf(request, `${path}/${id}/recovery`, body);
    const from = new Date(parseTimestamp(since)!).toISOString();
    await shown(await this.core.recoverEndpoint({ client: caller.name, id, since: from, ...once }), reply);
  }
}

const idIn = (pathId: string): string => decode.decodeId(pathId, 'webhook.notFound');

async function shown(answer: EndpointAnswer, reply: FastifyReply): Promise<void> {
  if (answer.kind !== 'accepted') throw refusalOfEndpoint(answer);
  markReplayed(answer.replayed, reply);
  await reply.code(202).send(timesInVietnam(answer.endpoint));
}
