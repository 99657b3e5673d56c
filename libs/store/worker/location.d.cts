/** Folder of the plain `.mjs` entries that run in threads or processes of their own. */
export const workerFolder: string;
