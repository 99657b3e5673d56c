/** Where a store that speaks Amazon's S3 is, and as whom we come. */
export interface S3Settings {
  /** Absent: Amazon's own of that region. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly bucket: string;
  /** In front of every key; empty, or with a slash at its end. */
  readonly prefix: string;
  /** The bucket in the path, not in the host's name: what most stores but Amazon's own want. */
  readonly pathStyle: boolean;
  readonly accessKeyId: string;
  readonly secretAccessKey: { reveal(): string };
  /** Of one call, its repeats with it; of a content that is read, between two pieces. */
  readonly callMillis: number;
}
