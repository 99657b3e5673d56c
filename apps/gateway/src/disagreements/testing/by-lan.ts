/** A comparison that an operator asks for. */
export const byLan = (dossier: string) => ({ dossier, by: { kind: 'operator', name: 'Lan' } as const });
