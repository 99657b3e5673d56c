import type { Verdict } from './run-defects.mts';
import type { Ended } from './trial.mts';

/** A command must fail and say why: that it fails is not enough. */
export function byEvidence({ status, text, seconds }: Ended, evidence: RegExp, without: boolean): Verdict {
  const seen = evidence.exec(text)?.[0];
  const right = without ? status === 0 : status !== 0 && seen !== undefined;
  const caught = right ? `caught (${seen})` : `NOT CAUGHT (exit code ${status})`;
  const said = without ? (right ? 'passes' : 'FAILS') : caught;
  return { right, text, said: `${said}, ${seconds} s` };
}
