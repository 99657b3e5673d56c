import {
  handoverSubject,
  hubHandoverIdOf,
  hubReferenceOf,
  sealContext,
  type ExchangeAnnounced,
  type HandoverTold,
  type HandoverToldDetail,
  type HubAct,
  type HubMessage,
} from '@lienthong/contracts';
import type { Delivery } from '@lienthong/bus';
import { keyringSealer } from '../pipeline/keyring-sealer.js';
import { civilStatus, HandoverStage } from './handover-stage.js';

/** Handovers of a core with an agency behind another hub, and what the connectors say of them. */
export class HubStage extends HandoverStage {
  #events = 0;

  /** Id of a handover to the agency behind the hub. */
  handedAway(dossier: string): Promise<string> {
    return this.handed(dossier, { toUnit: civilStatus });
  }
  /** What the hub is to be told of a handover, in order. */
  async toldToHub(handover: string): Promise<readonly (HubMessage & { readonly announced: ExchangeAnnounced })[]> {
    const all = await this.h.announced();
    return all
      .filter(({ subject, partner }) => subject === handoverSubject(handover) && partner === 'lgsp-exchange')
      .map((announced) => ({ ...this.h.payloadOf<HubMessage>(announced), announced }));
  }
  async carrier(handover: string): Promise<ExchangeAnnounced> {
    return (await this.toldToHub(handover))[0]!.announced;
  }
  tell(...deliveries: readonly Delivery[]) {
    return this.h.core.handleOutcomes(deliveries);
  }

  /** What the agency behind the hub says of a handover of ours. */
  said(handover: string, act: HubAct, change: Partial<HandoverTold> = {}, detail: HandoverToldDetail = {}): Delivery {
    return this.saidOf(hubReferenceOf(handover), act, change, detail);
  }
  saidOf(
    reference: string,
    act: HubAct,
    change: Partial<HandoverTold> = {},
    detail: HandoverToldDetail = {},
  ): Delivery {
    const event = `told-${(this.#events += 1)}`;
    const sealer = keyringSealer(this.h.keyring);
    const wrapped = sealer.newWrappedKey();
    const box = sealer.seal(sealer.unwrap(wrapped), JSON.stringify(detail), sealContext.handoverTold(event));
    const handover = hubHandoverIdOf('hub', reference);
    const told: HandoverTold = {
      ...{
        event,
        subject: handoverSubject(handover),
        handover,
        partner: 'lgsp-exchange',
        account: 'hub',
        reference,
        act,
      },
      ...{ dossier: 'G01-77', fromHubCode: '000.00.05.G01', toHubCode: '000.00.01.H44' },
      ...{ at: '2026-11-22T03:00:00.000Z', receivedAt: '2026-11-22T03:05:00.000Z' },
      detail: { key: wrapped.toString('base64'), box: box.toString('base64') },
      ...change,
    };
    return this.h.delivery('handover.told', told.subject, told);
  }
}
