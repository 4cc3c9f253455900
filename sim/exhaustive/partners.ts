import { noFaults } from '../faults.ts';
import { thanku } from '../partners/thanku.ts';
import { thanx } from '../partners/thanx.ts';
import { thanxCredential, walletToken } from '../stage.ts';

/** Always the largest number: Thanx's list shows a receipt as late as possible. */
const random = {
  next: () => 0.5,
  below: (limit: number) => limit - 1,
  between: (_low: number, high: number) => high,
  chance: () => false,
  pick: <T>([first]: readonly [T, ...T[]]) => first,
};

/** Partners with empty books and without faults. */
export const calmPartners = () => ({
  wallet: thanku({ random }, () => noFaults, walletToken),
  programme: thanx(
    { random },
    () => noFaults,
    () => thanxCredential.accessToken,
  ),
});
