import { setTimeout as sleep } from 'node:timers/promises';
import { isOver, lastLines, startProgram, stopProgram, type Program, type Start } from '../proof/program.mts';

/** A program through all its lives: killed, and started again. */
export class Life {
  readonly name: string;
  readonly #start: Start;
  #program: Program | undefined;
  /** Ends that nobody had ordered. */
  readonly endedByItself: string[] = [];
  #onMessage: (message: unknown) => void = () => undefined;

  constructor(name: string, start: Start) {
    this.name = name;
    this.#start = start;
  }

  onMessage(hear: (message: unknown) => void): void {
    this.#onMessage = hear;
  }

  /** Resolves when it says that it is ready. */
  async start(): Promise<void> {
    const program = startProgram(this.#start);
    this.#program = program;
    program.child.on('message', (message) => this.#onMessage(message));
    void program.ended.then((how) => {
      if (how !== 'SIGKILL' && how !== 0)
        this.endedByItself.push(`${this.name} ended with ${how}: ${lastLines(this.#start.log, 5)}`);
    });
    await program.ready;
  }

  /** In the middle of whatever it does; resolves when it is gone. */
  async kill(): Promise<void> {
    const program = this.#program;
    if (!program || isOver(program)) return;
    program.child.kill('SIGKILL');
    await program.ended;
  }

  /** Killed, and there again; `duringStart`: killed once more after so many milliseconds of its start. */
  async again(duringStart?: number): Promise<void> {
    await this.kill();
    if (duringStart !== undefined) {
      const started = this.start().catch(() => undefined);
      await sleep(duringStart);
      await this.kill();
      await started;
    }
    await this.start();
  }

  tell(message: object): void {
    const child = this.#program?.child;
    if (child?.connected) child.send(message, () => undefined);
  }

  /** In order. */
  async stop(): Promise<void> {
    if (this.#program && !isOver(this.#program)) await stopProgram(this.#program, 30_000);
  }
}
