/**
 * The first signal (or the end of the starter) stops in order, a second one at once. Exit codes are the shell's: 128 + number
 * of the signal where it was cut short, 0 where the stop was orderly.
 */
export function whenAskedToStop(stop: () => Promise<void>): void {
  let asked = false;
  const ask = (atOnce: number) => (): void => {
    if (asked) process.exit(atOnce);
    asked = true;
    console.log('stopping: what is under way gets at most 8 s; once more to stop at once');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', ask(130));
  process.on('SIGTERM', ask(143));
  process.once('disconnect', ask(143));
}
