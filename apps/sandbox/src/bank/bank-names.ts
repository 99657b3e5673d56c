const names: Record<string, string> = {
  '970415': 'VietinBank',
  '970418': 'BIDV',
  '970422': 'MBBank',
  '970432': 'VPBank',
  '970436': 'Vietcombank',
  '970407': 'Techcombank',
};

const abbreviations: Record<string, string> = {
  VietinBank: 'ICB',
  BIDV: 'BIDV',
  MBBank: 'MB',
  VPBank: 'VPB',
  Vietcombank: 'VCB',
  Techcombank: 'TCB',
};

/** The name that providers give a bank; empty where this list has none. */
export const bankNameOf = (bin: string): string => names[bin] ?? '';

export const abbreviationOf = (bankName: string): string =>
  abbreviations[bankName] ?? bankName.slice(0, 3).toUpperCase();
