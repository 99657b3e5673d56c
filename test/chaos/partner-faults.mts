import { lateEffectMs } from '../proof/deadlines.mts';
import { callJson } from '../proof/http-json.mts';

/** What partners beside the portal, the bank and the reference partner go through, each call with its probability. */
const faults: Readonly<Record<string, object>> = {
  'population/TraCuuThongTinCongDan': { situation: 'cutAfterEffect', probability: 0.08 },
  population: { situation: 'serverErrorBeforeEffect', probability: 0.05 },
  'post-office/order': { situation: 'cutAfterEffect', probability: 0.1 },
  'post-office/tracking': { situation: 'garbage', probability: 0.1 },
  'post-office': { situation: 'slow', probability: 0.1, millis: lateEffectMs },
  'payment-platform/INIT': { situation: 'cutAfterEffect', probability: 0.1 },
  'payment-platform/QUERY': { situation: 'serverErrorBeforeEffect', probability: 0.1 },
  'emc/TrackingMCDT': { situation: 'cutAfterEffect', probability: 0.02 },
  emc: { situation: 'slow', probability: 0.05, millis: lateEffectMs },
  'lgsp-exchange/TIEPNHAN': { situation: 'cutAfterEffect', probability: 0.03 },
  'lgsp-exchange/KETQUA': { situation: 'cutAfterEffect', probability: 0.03 },
  // Its words to us.
  'lgsp-exchange': { situation: 'doubled', probability: 0.1 },
};

const calmed = ['population', 'post-office', 'payment-platform', 'emc', 'lgsp-exchange'] as const;

export async function troublePartners(sandboxUrl: string, seed: number): Promise<void> {
  for (const [place, situation] of Object.entries(faults))
    await callJson('PUT', `${sandboxUrl}/situations/${place}`, { ...situation, seed });
}

export async function calmPartners(sandboxUrl: string): Promise<void> {
  for (const partner of calmed) {
    await callJson('DELETE', `${sandboxUrl}/situations/${partner}`);
    for (const place of Object.keys(faults).filter((name) => name.startsWith(`${partner}/`)))
      await callJson('DELETE', `${sandboxUrl}/situations/${place}`);
  }
}
