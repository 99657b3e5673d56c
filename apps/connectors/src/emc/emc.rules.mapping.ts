import type { StatusPush } from '@lienthong/contracts';
import { createHmac } from 'node:crypto';
import type { EmcUserSettings } from './emc.config.js';
import type { ChannelLevel, PostUse } from './emc.tables.mapping.js';
import type { EmcUserWire } from './emc.wire.js';

/** The named rules by which fields are derived that none of our fields states directly. */

/** A dossier that came by post counts as direct; a level that nobody stated, or information only, counts as partial. */
export function channelLevel({ channel, procedure }: StatusPush): ChannelLevel {
  const full = procedure.serviceLevel === 'full';
  if (channel === 'online') return full ? 'onlineFull' : 'onlinePartial';
  return full ? 'directFull' : 'directPartial';
}

/** The dossier came by post, or its result goes by post. */
export const postUse = ({ channel, returnBy }: StatusPush): PostUse =>
  channel === 'post' || returnBy === 'post' ? 'post' : 'none';

/** A citizen is known by the personal number; anyone else by the tax code, or the number of the person who applies. */
function numberOf({ kind, personalNumber, taxCode }: StatusPush['applicant']): string {
  return (kind === 'citizen' ? personalNumber : (taxCode ?? personalNumber)) ?? '';
}

/** "1" for a tax code (10 digits, a branch with three more), else "2". */
const typeOf = (number: string): string => (/^\d{10}(?:-?\d{3})?$/.test(number) ? '1' : '2');

/** The field `user`: as little as the configuration allows; the number itself only where that was demanded in writing. */
export function userText({ applicant }: StatusPush, { form, key, location }: EmcUserSettings): string {
  if (form === 'none') return '';
  const number = numberOf(applicant);
  const id = form === 'anonymous' ? '' : form === 'clear' ? number : pseudonym(number, key!);
  const user: EmcUserWire = {
    ...(id === '' ? {} : { ID_local: id }),
    TYPE: typeOf(number),
    ...(location === undefined ? {} : { LOCATION: location }),
  };
  return JSON.stringify(user);
}

/** The same for the same number and key, and no way back: personal numbers are few enough to be tried, so there has to be a key. */
const pseudonym = (number: string, key: string): string =>
  number === '' ? '' : createHmac('sha256', key).update(number, 'utf8').digest('hex');
