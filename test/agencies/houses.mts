import { join } from 'node:path';
import { freePort } from '../support/program.ts';
import type { Progress } from './agency/given.mts';
import { Life } from './life.mts';
import type { AgenciesOptions } from './options.mts';
import { agencies, isClient, type Agency } from './plan.mts';
import { keyOf } from './setup.mts';
import type { ProofSystem } from './system.mts';

const scripts: Readonly<Record<Agency, string>> = {
  registry: 'by-webhooks',
  building: 'by-feed',
  archive: 'by-verbs',
};

export interface Paced {
  /** Dossiers of all three together; none begins earlier than at this rate (as soon as there is room). */
  readonly perSecond?: number;
}

/** The three programs, from outside. */
export class Houses {
  readonly lives: Readonly<Record<Agency, Life>>;
  readonly #progress = new Map<Agency, Progress>();

  private constructor(lives: Readonly<Record<Agency, Life>>) {
    this.lives = lives;
    for (const agency of agencies)
      lives[agency].onMessage((message) => this.#progress.set(agency, message as Progress));
  }

  static async open(
    system: Pick<ProofSystem, 'folder' | 'urls' | 'sandboxUrl'>,
    { seed, dossiers, perSecond }: Pick<AgenciesOptions, 'seed' | 'dossiers'> & Paced,
  ): Promise<Houses> {
    const { folder, urls, sandboxUrl } = system;
    const port = String(await freePort());
    const lifeOf = (agency: Agency): Life =>
      new Life(agency, {
        script: `test/agencies/agency/${scripts[agency]}.mts`,
        nodeArgs: ['--disable-warning=ExperimentalWarning'],
        env: {
          ...{ AGENCY_FOLDER: folder, AGENCY_SEED: String(seed), AGENCY_DOSSIERS: String(dossiers) },
          ...{ AGENCY_URLS: urls.join(','), AGENCY_HUB: sandboxUrl, AGENCY_PORT: port },
          AGENCY_PER_SECOND: perSecond === undefined ? '' : String(perSecond / agencies.length),
          ...(isClient(agency) ? { AGENCY_KEY: keyOf(agency) } : {}),
        },
        log: join(folder, `${agency}.log`),
        until: (line) => line === 'ready',
        messages: true,
      });
    return new Houses({ registry: lifeOf('registry'), building: lifeOf('building'), archive: lifeOf('archive') });
  }

  async start(): Promise<void> {
    // Who is called has told where before the others say anything.
    await this.lives.registry.start();
    await Promise.all([this.lives.building.start(), this.lives.archive.start()]);
  }

  /** Words that the product has taken from them. */
  get said(): number {
    return this.#sum((progress) => progress?.said ?? 0);
  }
  get saidAll(): boolean {
    return agencies.every((agency) => this.#progress.get(agency)?.saidAll === true);
  }
  get unsettled(): readonly Agency[] {
    return agencies.filter((agency) => this.#progress.get(agency)?.settled !== true);
  }
  /** Of the lives that run, or ran last. */
  get figures(): Readonly<Record<'requests' | 'again' | 'cut' | 'replayed', number>> {
    const of = (name: 'requests' | 'again' | 'cut' | 'replayed') => this.#sum((one) => one?.figures?.[name] ?? 0);
    return { requests: of('requests'), again: of('again'), cut: of('cut'), replayed: of('replayed') };
  }

  #sum(of: (progress: Progress | undefined) => number): number {
    return agencies.reduce((sum, agency) => sum + of(this.#progress.get(agency)), 0);
  }

  async stop(): Promise<void> {
    await Promise.all(agencies.map((agency) => this.lives[agency].stop()));
  }
}
