import { createHash, timingSafeEqual } from 'node:crypto';
import type { OperatorRole, Secret } from '@lienthong/config';
import type { Caller } from './callers.js';
import type { UnitTree } from './unit-tree.js';

export interface AccessEntries {
  readonly clients: readonly { readonly name: string; readonly key: Secret; readonly units: readonly string[] }[];
  readonly operators: readonly { readonly name: string; readonly key: Secret; readonly role: OperatorRole }[];
}

/** Who may call, by key. Holds digests only. */
export interface Directory {
  /** The caller of an `Authorization` header, or undefined: no header, another scheme, unknown key. */
  authenticate(authorization: string | undefined): Caller | undefined;
}

const bearer = /^Bearer +([\x21-\x7e]{1,512})$/i;

export function accessDirectory({ clients, operators }: AccessEntries, units: UnitTree): Directory {
  const entries = [
    ...clients.map((client) => ({
      digest: digestOf(client.key.reveal()),
      caller: clientCaller(client.name, client.units, units),
    })),
    ...operators.map(({ name, role, key }) => ({
      digest: digestOf(key.reveal()),
      caller: { kind: 'operator', name, role } as const,
    })),
  ];
  return {
    authenticate(authorization) {
      const key = bearer.exec(authorization ?? '')?.[1];
      if (key === undefined) return undefined;
      const digest = digestOf(key);
      let found: Caller | undefined;
      // All entries are compared, each in constant time: how long it takes says nothing about any key.
      for (const entry of entries) if (timingSafeEqual(entry.digest, digest)) found = entry.caller;
      return found;
    },
  };
}

function clientCaller(name: string, own: readonly string[], tree: UnitTree): Caller {
  const mayUseUnit = (unit: string): boolean => own.some((ancestor) => tree.isWithin(unit, ancestor));
  return { kind: 'client', name, mayUseUnit, units: tree.codes.filter(mayUseUnit) };
}

const digestOf = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest();
