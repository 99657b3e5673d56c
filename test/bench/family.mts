import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second in `/proc`; 100 on every Linux of the last decades. */
const tickMicros = 10_000;

interface Member {
  readonly pid: number;
  readonly parent: number;
  /** CPU time of its own, and of children that have ended. */
  readonly micros: number;
}

function memberOf(pid: number): Member | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    return { pid, parent: Number(fields[1]), micros: ticks * tickMicros };
  } catch {
    return undefined; // it has ended
  }
}

/** A process with its children and theirs, as they live now: PostgreSQL is one process per connection. Linux only. */
export function familyOf(pid: number): readonly Member[] {
  const children = Map.groupBy(
    readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (memberOf(Number(name)) ?? []) : [])),
    ({ parent }) => parent,
  );
  const family: Member[] = [];
  const add = (member: Member): void => {
    family.push(member);
    children.get(member.pid)?.forEach(add);
  };
  const first = memberOf(pid);
  if (first) add(first);
  return family;
}
