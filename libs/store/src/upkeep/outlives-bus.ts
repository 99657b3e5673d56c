const day = 24 * 3_600_000;
const inDays = (millis: number): string => `${Math.round((millis / day) * 10) / 10} days`;

/** What is configured would forget rows of which the bus may still bring a copy. Whoever configured it must act. */
export class RetentionTooShort extends Error {
  constructor(setting: string, keptMillis: number, busMillis: number) {
    super(
      `${setting} keeps ended work for ${inDays(keptMillis)} and the bus keeps its records for ${inDays(busMillis)}: ` +
        `a record that comes again would start forgotten work anew; set ${setting} above ${inDays(busMillis)}`,
    );
    this.name = 'RetentionTooShort';
  }
}

/** @throws {RetentionTooShort} `busMillis` is not given where the bus does not say. */
export function assertOutlivesBus(setting: string, keptMillis: number, busMillis: number | undefined): void {
  if (busMillis !== undefined && keptMillis <= busMillis) throw new RetentionTooShort(setting, keptMillis, busMillis);
}
