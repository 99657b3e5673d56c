import { toPresent, type StatedArea } from './convert.js';

/** The address in the codes in force where that is certain; else as it was stated. All but its codes is kept. */
export function inForce<Address extends StatedArea>(address: Address): Address {
  const found = toPresent(address);
  if (found.outcome !== 'converted') return address;
  const { districtCode: _former, communeCode: _stated, ...rest } = address;
  return {
    ...(rest as Address),
    provinceCode: found.province.code,
    ...(found.commune ? { communeCode: found.commune.code } : {}),
  };
}
