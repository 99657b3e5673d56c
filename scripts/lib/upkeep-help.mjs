const environment = `Environment
  DATA_DIR        data folder of npm start; .data
  DATABASE_URL    PostgreSQL of separate processes, instead of a data folder`;

/** By command of `scripts/upkeep.mjs`. */
export const upkeepHelp = {
  backup: `npm run backup -- --to <file>

Writes everything that has been accepted into a new file, also while the product runs. The master key is not in it.

${environment}`,
  restore: `npm run restore -- --from <file> [--replace] [--leave-topics]

Brings a backup back, while the product does not run. With DATABASE_URL it deletes and creates the topics at the brokers too.

  --from <file>   what npm run backup wrote
  --replace       throw away what is there
  --leave-topics  the store alone: the topics are deleted by hand before the first start

${environment}
  KAFKA_BROKERS, LIENTHONG_CONFIG   with DATABASE_URL: as the gateway has them, with the variables that the file names`,
  'catch-up': `npm run catch-up -- --unit <code> --since <day> [--rate 5/s] | --stop | --status

Has the national portal told of dossiers that were recorded without telling it (mode=backfill, bulk): those of a unit and of the
units below it, what is due first goes first. Each is looked up there before it is stated. Shows how far it is until it ends;
Ctrl-C stops it. The gateway goes on when this command is killed: the same command follows it, or goes on with what is left.

  --unit <code>   a unit of the configuration, such as H44.01
  --since <day>   dossiers submitted earlier are left alone; a day in Vietnam, such as 2026-01-01
  --rate <n>      so many at most, such as 30/min or 100/h (5/s)
  --stop          stops the run that is under way
  --status        how far it is, or what came of the last one

${environment}`,
  status: `npm run status

Asks the process that runs with this DATA_DIR, without its HTTP server: readiness, backlog, shards.

Environment
  DATA_DIR        data folder of npm start; .data`,
};
