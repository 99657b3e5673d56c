import type { LineHead } from './append-log.js';
import type { EffectKind } from './records.js';

// The first fields of a line are written in this order, so that a start reads a few hundred bytes of each line only.
const effectHead =
  /^\{"seq":(\d+),"end":(true|false),"partner":"([a-z0-9-]+)","key":("(?:[^"\\]|\\.)*"),"call":(\d+),"kind":"([a-z]+)",/;
const callHead = /^\{"seq":(\d+),"end":true,"call":(\d+),/;
const headBytes = 512;
const closingBrace = 0x7d;

export interface EffectHead extends LineHead {
  partner: string;
  key: string;
  call: number;
  kind: EffectKind;
}

export interface CallHead extends LineHead {
  call: number;
}

export function readEffectHead(line: Buffer): EffectHead | undefined {
  const found = matchHead(line, effectHead);
  if (!found) return undefined;
  const [, seq, end, partner, key, call, kind] = found;
  return {
    seq: Number(seq),
    end: end === 'true',
    partner: partner!,
    key: JSON.parse(key!) as string,
    call: Number(call),
    kind: kind as EffectKind,
  };
}

export function readCallHead(line: Buffer): CallHead | undefined {
  const found = matchHead(line, callHead);
  return found ? { seq: Number(found[1]), end: true, call: Number(found[2]) } : undefined;
}

function matchHead(line: Buffer, head: RegExp): RegExpExecArray | undefined {
  if (line.at(-1) !== closingBrace) return undefined;
  return head.exec(line.toString('utf8', 0, headBytes)) ?? undefined;
}
