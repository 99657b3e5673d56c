import { S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from './s3-settings.js';

/** First try with it. Everything that is sent may be sent twice: the same bytes under the same key, or what removes. */
const tries = 3;
/** Of making a connection. */
const connectMillis = 3_000;
const sockets = 64;

export function openS3Client(settings: S3Settings): S3Client {
  const { endpoint, region, pathStyle, accessKeyId, secretAccessKey, callMillis } = settings;
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...{ region, forcePathStyle: pathStyle, maxAttempts: tries, retryMode: 'standard' },
    // Named here, so that no file or address of the machine is asked for others.
    credentials: { accessKeyId, secretAccessKey: secretAccessKey.reveal() },
    // Amazon's newer checksums are not known everywhere: what we send is signed with its hash, what we read is hashed by us.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      ...{ connectionTimeout: connectMillis, requestTimeout: callMillis, throwOnRequestTimeout: true },
      ...{ httpAgent: { maxSockets: sockets, keepAlive: true }, httpsAgent: { maxSockets: sockets, keepAlive: true } },
    },
  });
}
