/** What can befall a cluster, as `--faults` names it. */
export const faultKinds = ['frozenSend', 'kill', 'freeze', 'frozenPoint', 'points', 'servers'] as const;
export type FaultKind = (typeof faultKinds)[number];
