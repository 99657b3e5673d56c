import type { DossierContent } from '@lienthong/contracts';
import { unitTree } from '../access/unit-tree.js';
import type { ActOnHandover, ActOnHandoverAnswer, HandOver, HandOverAnswer, HandoverView } from '../handovers/core.js';
import type { HandoverRules } from '../handovers/handover-rules.js';
import { hubUnits } from '../handovers/rules/hub-units.js';
import { unitRoutes } from '../handovers/rules/route.js';
import { noSteps } from '../handovers/rules/step-rules.js';
import { aPut, type CoreHarness } from './core-harness.js';
import { sampleDossier } from './sample-dossier.js';

const hour = 3_600_000;
/** Justice hands to others; construction has become part of planning, and customs of nobody. */
export const tree = unitTree([
  { code: 'H44.01', name: 'Sở Tư pháp', hubCode: '000.00.01.H44' },
  { code: 'H44.02', name: 'Sở Xây dựng', validTo: '2025-03-01', successor: 'H44.03' },
  { code: 'H44.03', name: 'Sở Kế hoạch' },
  { code: 'H44.04', name: 'Chi cục cũ', validTo: '2025-03-01' },
  { code: 'H44.05', name: 'Sở tương lai', validFrom: '2099-01-01' },
  { code: 'H44.06', name: 'Sở Tài chính' },
  { code: 'G01.05', name: 'Cục Hộ tịch', via: 'lgsp-exchange', hubCode: '000.00.05.G01' },
]);
export const handoverRules: HandoverRules = {
  routeOf: unitRoutes(tree),
  hub: hubUnits(tree),
  dueAt: (handedAt) => handedAt + 72 * hour,
  remindMillis: 24 * hour,
  steps: noSteps,
};

export const justice = 'H44.01';
export const planning = 'H44.03';
export const finance = 'H44.06';
/** Behind another hub. */
export const civilStatus = 'G01.05';
/** The client of one unit, which may use no other. */
export const clientOf = (unit: string) => ({ client: `client-${unit}`, mayUseUnit: (other: string) => other === unit });

/** What agencies hand to each other through one core. */
export class HandoverStage {
  constructor(readonly h: CoreHarness) {}

  /** A dossier of the department of justice. */
  async state(code: string, revision = 1, change: Partial<DossierContent> = {}): Promise<void> {
    const content = sampleDossier({ revision, unit: justice, status: 'processing', ...change });
    const answer = await this.h.core.putDossier(aPut(code, revision, { content, ...clientOf(justice) }));
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
  }
  handOver(dossier: string, change: Partial<HandOver> = {}): Promise<HandOverAnswer> {
    const request = { kind: 'request', toUnit: planning, request: 'Cho ý kiến về quy hoạch' } as const;
    return this.h.core.handOver({ ...clientOf(justice), dossier, ...request, ...change });
  }
  /** Id of a handover that was taken. */
  async handed(dossier: string, change: Partial<HandOver> = {}): Promise<string> {
    const answer = await this.handOver(dossier, change);
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    return answer.handover;
  }
  act(handover: string, act: ActOnHandover['act'], change: Partial<ActOnHandover> = {}): Promise<ActOnHandoverAnswer> {
    const text = act === 'accept' ? {} : { text: `${act}: ý kiến` };
    return this.h.core.actOnHandover({ ...clientOf(planning), handover, act, ...text, ...change });
  }
  async view(handover: string): Promise<HandoverView> {
    const found = await this.h.core.handover(handover);
    if (!found) throw new Error('no such handover');
    return found;
  }
  async waitingOn(dossier: string) {
    return (await this.h.core.dossier(dossier))!.waitingOn;
  }
  /** What the sender is told, and what the receiver is. */
  async told(dossier: string, handover: string): Promise<{ sender: string[]; receiver: string[] }> {
    const page = { limit: 200 };
    const [sender, receiver] = [
      await this.h.core.timeline(dossier, page),
      await this.h.core.handoverTimeline(handover, page),
    ].map((timeline) =>
      timeline!.items.filter(({ kind }) => kind.startsWith('handover.')).map(({ kind, text }) => `${kind} ${text}`),
    );
    return { sender: sender!, receiver: receiver! };
  }
}
