import { PGlite } from '@electric-sql/pglite';

/** Memory is kept small: the database shares a process with both sides. Sizes are PostgreSQL settings. */
const settings = {
  wal_sync_method: 'fsync', // fdatasync does nothing in this build
  shared_buffers: '16MB',
  wal_buffers: '1MB',
  work_mem: '4MB',
  maintenance_work_mem: '16MB',
  max_wal_size: '96MB',
  min_wal_size: '32MB',
  jit: 'off',
  // Plans are made once: statements over arrays look cheaper each time their length is known, and would be planned for ever.
  plan_cache_mode: 'force_generic_plan',
  // Plans are kept from when their tables were empty, and a scan of an empty table is cheap: without these every look-up by
  // key reads the whole table until it is analyzed.
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};

/** PGlite's own start parameters without the one that turns fsync off, plus ours. */
export const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];
