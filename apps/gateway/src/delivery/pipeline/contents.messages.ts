import type { DeliveryDirection } from '@lienthong/contracts';

/** What the post reads about what is in a parcel: nothing of what the dossier is about. */
export const contentsOf: Readonly<Record<DeliveryDirection, (dossier: string) => string>> = {
  return: (dossier) => `Kết quả giải quyết hồ sơ ${dossier}`,
  collect: (dossier) => `Giấy tờ của hồ sơ ${dossier}`,
};
