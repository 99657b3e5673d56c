import { statusPushSchema, type StatusPush } from '@lienthong/contracts';
import { parserOf } from '../payloads.js';

export const parsePush = parserOf<StatusPush>(statusPushSchema);
