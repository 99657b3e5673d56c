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
  status: `npm run status

Asks the process that runs with this DATA_DIR, without its HTTP server: readiness, backlog, shards.

Environment
  DATA_DIR        data folder of npm start; .data`,
};
