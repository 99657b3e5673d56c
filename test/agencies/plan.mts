import { seededRandom, seedOf, weighted } from '../support/random.ts';

/** `registry` hears by webhooks, `building` by the feed, `archive` is behind another hub. */
export const agencies = ['registry', 'building', 'archive'] as const;
export type Agency = (typeof agencies)[number];
/** With keys of their own. */
export const clients = ['registry', 'building'] as const;
export type ClientAgency = (typeof clients)[number];
export const isClient = (agency: Agency): agency is ClientAgency => agency !== 'archive';

export const unitOf: Readonly<Record<Agency, string>> = { registry: 'H31', building: 'H30', archive: 'G01.05' };
/** As the hub calls them. */
export const hubCodeOf: Readonly<Record<Agency, string>> = { ...unitOf, archive: '000.00.05.G01' };
const agencyByCode = new Map(
  agencies.flatMap((agency) => [unitOf[agency], hubCodeOf[agency]].map((code) => [code, agency])),
);
export const agencyOf = (code: string): Agency | undefined => agencyByCode.get(code);

/**
 * What is to become of a handover. `race`: taken back while the other side answers; one of the two comes first, and both have to know
 * which.
 */
export const fates = ['accepted', 'answered', 'refused', 'withdrawn', 'race'] as const;
export type Fate = (typeof fates)[number];
const weights = [50, 18, 18, 8, 6];

export const kinds = ['transfer', 'request', 'result'] as const;

export interface PlannedHandover {
  readonly dossier: string;
  readonly from: Agency;
  readonly to: Agency;
  readonly kind: (typeof kinds)[number];
  readonly fate: Fate;
  /** What is asked; nobody else's words. */
  readonly text: string;
  /** What the receiver says of it. */
  readonly said: string;
}
export interface PlannedDossier {
  readonly code: string;
  readonly owner: Agency;
  /** At most one to each other agency. */
  readonly handovers: readonly PlannedHandover[];
}

export class Plan {
  readonly dossiers: readonly PlannedDossier[];
  readonly #byPlace = new Map<string, PlannedHandover>();

  constructor(seed: number, dossiers: number) {
    this.dossiers = Array.from({ length: dossiers }, (_, index) => dossierOf(seed, index));
    for (const handover of this.handovers) this.#byPlace.set(`${handover.dossier} ${handover.to}`, handover);
  }

  get handovers(): readonly PlannedHandover[] {
    return this.dossiers.flatMap((dossier) => dossier.handovers);
  }
  of(owner: Agency): readonly PlannedDossier[] {
    return this.dossiers.filter((dossier) => dossier.owner === owner);
  }
  to(agency: Agency): readonly PlannedHandover[] {
    return this.handovers.filter(({ to }) => to === agency);
  }
  find(dossier: string, to: Agency): PlannedHandover | undefined {
    return this.#byPlace.get(`${dossier} ${to}`);
  }
}

function dossierOf(seed: number, index: number): PlannedDossier {
  const random = seededRandom(seedOf(seed, index));
  const owner = agencies[index % agencies.length]!;
  const code = `${unitOf[owner]}-A${seed}-${String(index).padStart(6, '0')}`;
  const [one, other] = agencies.filter((agency) => agency !== owner) as [Agency, Agency];
  const to = [[one], [other], [one, other]][weighted(random, [35, 35, 30])]!;
  return { code, owner, handovers: to.map((receiver) => handoverOf(code, owner, receiver, random)) };
}

function handoverOf(dossier: string, from: Agency, to: Agency, random: () => number): PlannedHandover {
  const drawn = fates[weighted(random, weights)]!;
  // Between here and behind the hub words cross on their way: which came first is not the same on both sides.
  const fate = drawn === 'race' && !(isClient(from) && isClient(to)) ? 'accepted' : drawn;
  const drawnKind = kinds[weighted(random, [1, 1, 1])]!;
  return {
    ...{ dossier, from, to, fate },
    // The hub's words know no kinds.
    kind: from === 'archive' ? 'request' : drawnKind,
    text: `Đề nghị phối hợp giải quyết ${dossier}`,
    said: fate === 'refused' ? `Không thuộc thẩm quyền: ${dossier}` : `Kết quả phối hợp ${dossier} của ${unitOf[to]}`,
  };
}
