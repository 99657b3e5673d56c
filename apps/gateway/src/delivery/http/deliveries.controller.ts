import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { maySee, ownUnits, type Caller, type ClientCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import * as decode from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { fromCaller } from '../../http/from-caller.js';
import { decodeNothing, nothing } from '../../http/no-body.js';
import { markReplayed, onceOf } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import { progressOf } from '../../http/wait.js';
import { deliveryStates, type DeliveryFilter, type DeliveryView } from '../core.js';
import { decodeDelivery } from './decode-delivery.js';
import { DeliveryDto, DeliveryListDto, OrderedDeliveryDto } from './delivery-answers.dto.js';
import { OrderDeliveryDto } from './delivery.dto.js';
import { refusalOfCallOff, refusalOfOrder, shownDelivery } from './refusals.js';

const listRules = { dossier: rule.code, state: rule.oneOf(deliveryStates) };

@ApiTags('deliveries')
@Controller('v1/deliveries')
export class DeliveriesController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: GatewayCore) {}

  @Post()
  @Route({
    summary: 'Has something of a dossier collected from its applicant, or brought to them',
    ...{ admits: ['client'], body: 'required', once: true, waits: true },
    refuses: ['dossier.notFound', 'delivery.open', 'delivery.applicantIncomplete', 'delivery.noAccount'],
  })
  @ApiBody({ type: OrderDeliveryDto })
  @ApiResponse({ status: 202, type: OrderedDeliveryDto, description: 'The post is being asked, or a person must act' })
  @ApiOkResponse({ type: OrderedDeliveryDto, description: 'Waited for: the post has answered' })
  async order(
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { order, warnings } = decodeDelivery(body);
    const answer = await this.core.orderDelivery({
      ...fromCaller(caller, request),
      mayUseUnit: caller.mayUseUnit,
      ...order,
      ...onceOf(request, '/v1/deliveries', body),
    });
    if (answer.kind !== 'accepted') {
      const standing = 'delivery' in answer ? await this.core.delivery(answer.delivery) : undefined;
      throw refusalOfOrder(answer, standing, order.direction);
    }
    markReplayed(answer.replayed, reply);
    const { underWay } = await progressOf(this.core, answer, request, reply);
    const delivery = await this.core.delivery(answer.delivery);
    if (!delivery) throw new Error('a delivery that was accepted cannot be read');
    await reply
      .code(underWay ? 202 : 200)
      .header('location', `/v1/deliveries/${delivery.id}`)
      .send({ ...shownDelivery(delivery), warnings });
  }

  @Get()
  @Route({
    summary: "Deliveries: all for an operator, those of its own units' dossiers for a client",
    ...{ admits: ['client', 'operator'], checks: true },
  })
  @Paged()
  @ApiQuery({ name: 'dossier', required: false })
  @ApiQuery({ name: 'state', required: false, schema: listRules.state.schema })
  @ApiOkResponse({ type: DeliveryListDto })
  async list(@Query() query: decode.Query, @CurrentCaller() caller: Caller) {
    const { filter, page } = decode.decodeList<DeliveryFilter>(query, listRules);
    const { items, ...rest } = await this.core.listDeliveries({ ...filter, ...ownUnits(caller) }, page);
    return { items: items.map(shownDelivery), ...rest };
  }

  @Get(':id')
  @Route({
    summary: 'One delivery with what the post has told of it',
    ...{ admits: ['client', 'operator'], path: true },
    refuses: ['delivery.notFound'],
  })
  @ApiOkResponse({ type: DeliveryDto })
  async get(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return shownDelivery(await this.visible(decode.decodeId(id, 'delivery.notFound'), caller));
  }

  @Post(':id/cancellation')
  @Route({
    summary: 'Asks the post to leave it; the post may say no',
    ...{ admits: ['client'], path: true, body: 'optional', once: true, waits: true },
    refuses: ['delivery.notFound', 'delivery.ended', 'delivery.cancelRefused'],
  })
  @ApiBody(nothing)
  @ApiResponse({
    status: 202,
    type: DeliveryDto,
    description: 'The post is being asked, now or since before, or a person must act',
  })
  @ApiOkResponse({ type: DeliveryDto, description: 'The post has answered' })
  async cancel(
    @Param('id') pathId: string,
    @Body() body: unknown,
    @CurrentCaller() caller: ClientCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const delivery = decode.decodeId(pathId, 'delivery.notFound');
    const said = decodeNothing(body);
    const answer = await this.core.cancelDelivery({
      ...fromCaller(caller, request),
      mayUseUnit: caller.mayUseUnit,
      delivery,
      ...onceOf(request, `/v1/deliveries/${delivery}/cancellation`, said),
    });
    if (answer.kind !== 'accepted' && answer.kind !== 'same') throw refusalOfCallOff(answer);
    markReplayed(answer.replayed, reply);
    const { underWay } = await progressOf(this.core, answer, request, reply);
    await reply.code(underWay ? 202 : 200).send(shownDelivery(await this.visible(delivery, caller)));
  }

  /** Another unit's delivery is not found: that it exists is not ours to tell. */
  private async visible(id: string, caller: Caller): Promise<DeliveryView> {
    const delivery = await this.core.delivery(id);
    if (!delivery || !maySee(caller, delivery.unit)) throw new Problem('delivery.notFound');
    return delivery;
  }
}
