import { startSandbox, type Partners } from '../../proof/children.mts';
import type { PortalSituations } from '../../proof/portal-situations.mts';
import { isOver, stopProgram, type Program } from '../../proof/program.mts';
import type { Mortal } from '../../proof/cluster/servers.mts';

/** The partners' sandbox: what it has put into its journal has happened, whatever becomes of its process. */
export class Sandbox implements Mortal {
  readonly port: number;
  readonly situations: PortalSituations;
  readonly #folder: string;
  #program: Program;

  constructor(folder: string, { sandbox, sandboxUrl, portal }: Partners) {
    this.#folder = folder;
    this.#program = sandbox;
    this.port = Number(new URL(sandboxUrl).port);
    this.situations = portal;
  }

  freeze(): void {
    this.#program.child.kill('SIGSTOP');
  }
  wake(): void {
    this.#program.child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    this.#program.child.kill('SIGKILL');
    await this.#program.ended;
  }

  async start(): Promise<void> {
    this.#program = startSandbox(this.#folder, '--port', String(this.port));
    await this.#program.ready;
  }

  async stop(): Promise<void> {
    this.wake();
    if (!isOver(this.#program)) await stopProgram(this.#program);
  }
}
