/** The agencies of the embedded defaults: a province that does not exist under a code that does. */
export const defaultUnits = [
  { code: 'H44', name: 'Ủy ban nhân dân tỉnh (mẫu)' },
  { code: 'H44.01', name: 'Sở Tư pháp (mẫu)', parent: 'H44' },
  { code: 'H44.02', name: 'Sở Xây dựng (mẫu)', parent: 'H44' },
  { code: 'H44.03', name: 'Sở Nông nghiệp và Môi trường (mẫu)', parent: 'H44' },
  { code: 'H44.04', name: 'Sở Tài chính (mẫu)', parent: 'H44' },
  { code: 'H44.05', name: 'Sở Nội vụ (mẫu)', parent: 'H44' },
  { code: 'H44.51', name: 'Ủy ban nhân dân phường Một (mẫu)', parent: 'H44' },
  { code: 'H44.52', name: 'Ủy ban nhân dân xã Hai (mẫu)', parent: 'H44' },
] as const;

/** Agencies of nobody behind the sandbox's hub: the first one takes and answers what it gets, the second one refuses it. */
export const unitsBehindSandboxHub = [
  { code: 'G01.05', name: 'Cục Hộ tịch (mẫu)', via: 'lgsp-exchange', hubCode: '000.00.05.G01' },
  { code: 'G01.06', name: 'Cục Lưu trữ (mẫu)', via: 'lgsp-exchange', hubCode: '000.00.06.G01' },
] as const;
