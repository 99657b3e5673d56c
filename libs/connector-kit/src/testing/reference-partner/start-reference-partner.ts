import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CallList, type ReferenceCallSeen } from './call-list.js';
import { openControlServer } from './control-server.js';
import { EffectLog, type ReferenceEffect } from './effect-log.js';
import { Holdings } from './operations.js';
import { PartnerServer } from './partner-server.js';
import { Situations, type ReferenceSituation } from './situation.js';

export interface ReferencePartnerOptions {
  /** Where it is called; 0 or absent = any free port. */
  readonly port?: number;
  /** Journal and situations over HTTP; 0 or absent = any free port. */
  readonly controlPort?: number;
  /** Folder of the journal; kept over restarts. */
  readonly dataDir: string;
  readonly now?: () => number;
}

export interface ReferencePartner {
  readonly url: string;
  readonly controlUrl: string;
  /** Effects that are on disk, in order. */
  effects(operation?: string, subject?: string): readonly ReferenceEffect[];
  /** Calls whose request was read, in order of arrival. */
  calls(operation?: string, subject?: string): readonly ReferenceCallSeen[];
  put(situation: ReferenceSituation): Promise<void>;
  /** Ends every situation; the partner is there again. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** A small partner with an operation of each declaration and lane kind, and with every bad habit on request. */
export async function startReferencePartner(options: ReferencePartnerOptions): Promise<ReferencePartner> {
  const now = options.now ?? Date.now;
  await mkdir(options.dataDir, { recursive: true });
  const log = await EffectLog.open(join(options.dataDir, 'effects.ndjson'));
  const situations = new Situations();
  const calls = new CallList();
  const partner = new PartnerServer({ holdings: new Holdings(log, now), situations, calls, now });
  await partner.open(options.port ?? 0);
  const control = await openControlServer({ log, calls, situations, partner }, options.controlPort ?? 0);
  return {
    url: `http://127.0.0.1:${partner.port}`,
    controlUrl: `http://127.0.0.1:${control.port}`,
    effects: (operation, subject) => log.effects.filter(about(operation, subject)),
    calls: (operation, subject) => calls.calls.filter(about(operation, subject)),
    put: async (situation) => {
      situations.add(situation);
      if (situation.situation === 'downBeforeBytes') await partner.goDown(situation.millis);
    },
    clear: async () => {
      situations.clear();
      await partner.comeBack();
    },
    close: async () => {
      await control.close();
      await partner.close();
      await log.close();
    },
  };
}

const about =
  (operation: string | undefined, subject: string | undefined) =>
  (item: { readonly operation: string; readonly subject: string }): boolean =>
    (operation === undefined || item.operation === operation) && (subject === undefined || item.subject === subject);
