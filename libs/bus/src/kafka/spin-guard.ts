const quickMillis = 5;
const tooMany = 50;

/**
 * Notices a fetch loop that turns without asking anybody, as kafkajs does when the last broker has closed its connection: it
 * would take a whole core.
 * @see https://github.com/tulios/kafkajs/pull/1402
 */
export class SpinGuard {
  private turns = 0;

  constructor(private readonly onSpin: () => void) {}

  asked(): void {
    this.turns = 0;
  }

  turned(millis: number): void {
    if (millis > quickMillis) this.turns = 0;
    else if ((this.turns += 1) === tooMany) this.onSpin();
  }
}
