/** Prints docs/reference/events.md from the types that the feed tells. Needs a build. */
import { feedTypes, isForReceivers } from '../apps/gateway/dist/feed/rules/feed-types.js';

const meanings = {
  'dossier.submitted': 'a dossier is there for the first time: stated by its agency, or submitted on the portal',
  'dossier.statusChanged': 'its effective status is another one: `from`, `status`',
  'dossier.synced': 'the national portal has it as it stands',
  'handover.received': 'a unit was handed something; `dueAt` says until when it answers',
  'handover.answered': '`state`: `answered` or `refused`',
  'handover.withdrawn': 'who handed it over has taken it back',
  'payment.settled': 'a payment is covered; `late`: after it had ended',
  'payment.needsAttention': '`why`: `doubted`, `refundDue`, `reversedAfterUse`, `disagreement`',
  'delivery.updated': 'a parcel is somewhere else: `direction`, `state`',
  'citizenCheck.completed': 'a check has its verdict',
  'exchange.parked': 'something waits for a person: `cause`, `whoActs`',
  'disagreement.found': 'two systems say different things of a dossier, for longer than the settling time: `kind`',
  'steps.joined': 'all that the next declared steps wait for has been answered: `next`; without it that was the last',
  'steps.late': 'a declared step has not been answered in time: `step`, `unit`',
  'steps.held': 'a declared step waits for the owner: refused, taken back, or nobody can be asked (`why`)',
  'webhook.disabled': 'an endpoint of the client itself has taken nothing for too long',
};
const rows = Object.entries(feedTypes).map(([type, version]) => {
  if (!(type in meanings)) throw new Error(`say in scripts/print-events.mjs what ${type} means`);
  const who = isForReceivers(type) ? 'owner, receivers' : 'owner';
  return `| \`vn.lienthong.${type}\` | \`urn:lienthong:schema:${type}:${version}\` | ${who} | ${meanings[type]} |`;
});

process.stdout.write(`# Events

Written by \`npm run generate\` from \`apps/gateway/src/feed/rules/feed-types.ts\`: what the feed (\`GET /v1/events\`) and webhooks tell, as
CloudEvents 1.0. \`data\` holds codes, states and ids, no personal value; \`data.href\` is where those entitled read the rest.
Receivers are the units that the dossier is handed to at that time. How to hear them: [Hear of what happens](../how-to/hear-of-events.md).

| \`type\` | \`dataschema\` | who hears | says |
|---|---|---|---|
${rows.join('\n')}
`);
