import type { DossierContent, DossierStatus } from '@lienthong/contracts';

/**
 * When a status began that a dossier had before anybody told us, as far as the agency's own dates say so; never later than `at`. Who
 * waits has waited since then, and not since the day on which the dossier was recorded.
 */
export function began(content: DossierContent, effectiveStatus: DossierStatus, at: string): string {
  const stated = datesOf(content, effectiveStatus).find((date) => date !== undefined && date !== null);
  const since = stated === undefined || stated === null ? at : new Date(stated).toISOString();
  return since < at ? since : at;
}

function datesOf(content: DossierContent, status: DossierStatus): readonly (string | null | undefined)[] {
  const { submittedAt, receivedAt, refusedAt, finishedAt, returnedAt, supplements = [] } = content;
  switch (status) {
    case 'registered':
      return [submittedAt];
    case 'received':
    case 'processing':
    case 'paymentRequested':
      return [receivedAt, submittedAt];
    case 'supplementRequested':
      return [(supplements ?? []).map(({ askedAt }) => askedAt).at(-1), receivedAt, submittedAt];
    case 'refused':
      return [refusedAt];
    case 'returned':
      return [returnedAt, finishedAt];
    case 'completed':
    case 'withdrawn':
    case 'stopped':
      return [finishedAt];
  }
}
