export interface Jars {
  /** Why Apache Kafka's own jars cannot be used here; undefined when they can. */
  readonly whyNoJars: string | undefined;
  /** The image that somebody named, if one did. */
  readonly image: string | undefined;
}

/**
 * Docker without a way to the image is no reason to test nothing, as long as there are the jars; an image that somebody named
 * is to be used. Says so, or throws the error.
 */
export function unlessTheJarsWillDo(error: unknown, { whyNoJars, image }: Jars): undefined {
  if (image) throw error;
  if (whyNoJars !== undefined)
    throw new Error(`${textOf(error)}\nApache Kafka's own jars: ${whyNoJars}`, { cause: error });
  console.warn(
    `Kafka could not be started in a container (${textOf(error)}); it is started from Apache Kafka's own jars`,
  );
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
