import { resolve } from 'node:path';
import { revealSecrets, type AttachmentsConfig, type S3StoreConfig } from '@lienthong/config';
import { FolderBlobs, S3Blobs, S3Fault, type Blobs } from '@lienthong/blobs';
import { StartRefused } from './refusal.js';

/**
 * The place for files that the configuration names, else `otherwise`; without either there is none, and none are taken.
 * @throws {StartRefused} when it cannot be written
 */
export async function openBlobs({ folder, s3 }: AttachmentsConfig, otherwise?: string): Promise<Blobs | undefined> {
  if (s3) return openStore(s3);
  const named = folder ?? otherwise;
  if (named === undefined) return undefined;
  const path = resolve(named);
  try {
    return await FolderBlobs.open(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartRefused([
      `attachments.folder: the folder ${path} cannot be written (${code}); name one that can, and that all gateways and connectors share.`,
    ]);
  }
}

async function openStore(s3: S3StoreConfig): Promise<Blobs> {
  // Any of them may have come from the environment.
  const named = revealSecrets({ ...s3, secretAccessKey: undefined }) as Omit<S3StoreConfig, 'accessKeyId'> & {
    readonly accessKeyId: string;
  };
  const { endpoint, region = 'us-east-1', bucket, prefix = '', pathStyle = true, accessKeyId } = named;
  const { secretAccessKey, callTimeoutMs: callMillis = 10_000 } = s3;
  try {
    return await S3Blobs.open({
      ...{ endpoint, region, bucket, prefix, pathStyle, accessKeyId, secretAccessKey, callMillis },
    });
  } catch (error) {
    if (!(error instanceof S3Fault)) throw error;
    throw new StartRefused([
      `attachments.s3: bucket ${bucket} at ${endpoint ?? 'Amazon'}: ${error.message}; whoever operates the gateway mends the store, or names one that all gateways and connectors may read and write.`,
    ]);
  }
}
