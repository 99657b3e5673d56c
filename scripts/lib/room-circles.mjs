/**
 * Imports between rooms (folders) that lead back to where they come from, by whichever way; the rooms of the middle are left out.
 * @param modules what dependency-cruiser found: `source`, and `dependencies` with where each leads
 * @param rule `rooms` of .dependency-cruiser.cjs
 */
export function roomCircles(modules, { name, room, middle, tests }) {
  const roomOf = (file) => {
    const found = new RegExp(tests).test(file) ? undefined : new RegExp(room).exec(file)?.[1];
    return middle.includes(found) ? undefined : found;
  };
  const imports = modules.flatMap(({ source, dependencies }) =>
    dependencies
      .map(({ resolved }) => ({ from: source, to: resolved, left: roomOf(source), entered: roomOf(resolved) }))
      .filter(({ left, entered }) => left !== undefined && entered !== undefined && left !== entered),
  );
  const next = new Map();
  for (const { left, entered } of imports) next.set(left, (next.get(left) ?? new Set()).add(entered));
  return imports.flatMap(({ from, to, left, entered }) => {
    const way = wayBetween(entered, left, next);
    return way ? [{ from, to: `${to} (${[left, ...way].join(' -> ')})`, rule: { name } }] : [];
  });
}

/** The rooms of a shortest way, both ends with it. */
function wayBetween(start, end, next) {
  const ways = [[start]];
  const seen = new Set([start]);
  for (const way of ways) {
    const at = way.at(-1);
    if (at === end) return way;
    for (const room of next.get(at) ?? []) {
      if (seen.has(room)) continue;
      seen.add(room);
      ways.push([...way, room]);
    }
  }
  return undefined;
}
