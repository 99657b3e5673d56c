/** Another living process has the data folder open. Whoever started both must stop one. */
export class DataFolderInUse extends Error {
  constructor(
    readonly folder: string,
    readonly pid: number,
  ) {
    super(`the data folder ${folder} is in use by the process ${pid}; stop it first, or choose another folder`);
    this.name = 'DataFolderInUse';
  }
}

export type CannotOpenCause = 'notWritable' | 'diskFull' | 'notDurable' | 'corrupt' | 'unreachable' | 'refused';

/** The store cannot be opened; the message is one sentence for the person who starts the process. */
export class CannotOpenStore extends Error {
  constructor(
    readonly reason: CannotOpenCause,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CannotOpenStore';
  }
}

/** The database has gone (its thread ended, or the store was closed); nothing can be asked of it any more. */
export class StoreGone extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreGone';
  }
}

/** A statement on the outer handle inside a transaction: on PGlite it would wait for itself for ever. */
export class OuterHandleInTransaction extends Error {
  constructor() {
    super('a query on the outer handle inside a transaction: pass the transaction down and use that');
    this.name = 'OuterHandleInTransaction';
  }
}

/** SQLSTATE of an error of either driver, if it has one. */
export function sqlState(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
