/**
 * Faults that others have had, one file each: who met it, as the list of failures names it. Where one line of that list tells of
 * several, each has its file.
 */
export const faults = {
  'poison-event-blocks-its-partition': 'NestJS Kafka #14664',
  'no-manual-commit-control': 'NestJS #4804',
  'rebalance-while-messages-are-in-progress': 'kafkajs #558',
  'all-brokers-down': 'kafkajs PR 1402',
  'offset-committed-for-what-was-not-handled': 'Camel 11935, 11959',
  'offset-reset-to-the-start': 'Camel 8447',
  'dead-letter-place-fails': 'Dapr #8284',
  'retry-state-lost-in-a-restart': 'Dapr #7549',
  'no-retries-where-a-dead-letter-place-is-set': 'Dapr #5511',
  'two-schedulers-retry-the-same': 'OpenHIM autoRetry',
  'crash-leaves-an-exchange-sending': 'OpenHIM PR 1208',
  'recovery-overwrites-a-success': 'n8n #23807',
  'timeout-job-is-reentrant': 'Mojaloop central-ledger PR 996',
  'payer-is-not-told-that-our-commit-failed': 'Mojaloop specification #103',
  'lease-of-a-dead-node-never-ends': 'APISIX #12823',
  'log-service-down-stops-traffic': 'X-Road, after its timestamping period',
  'disk-full-while-writing-evidence-hangs': 'X-Road #1766',
  'too-large-is-no-clear-answer': 'OpenFn #4524',
  'half-sent-body': 'WSO2 #1450',
  'slow-writer': 'WSO2 #866',
  'extra-line-ends-after-the-headers': 'WSO2 #2956',
  'huge-malformed-xml': 'WSO2 #11954',
  'processor-does-not-resume': 'WSO2 MI #3771',
  'resend-has-another-message-id': 'phase4 #6',
} as const;
export type Fault = keyof typeof faults;
