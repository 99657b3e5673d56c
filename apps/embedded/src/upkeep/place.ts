/** Where an installation keeps what it knows. */
export interface Place {
  /** PostgreSQL, when given; else the embedded store in `dataDir`. */
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
}
