import { hubMessageSchema, type HubMessage } from '@lienthong/contracts';
import { parserOf } from '../payloads.js';

export const parseHubMessage = parserOf<HubMessage>(hubMessageSchema);
