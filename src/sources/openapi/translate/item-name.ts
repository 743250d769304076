import { singular } from '../../shared/naming.ts';

/** `Orders` -> `Order`, for the type of a list's items; `Data` -> `DataItem`, because the list's own name is taken. */
export function itemName(name: string): string {
  const one = singular(name);
  return one !== name || name === '' || /Item$/.test(name) ? one : `${name}Item`;
}
