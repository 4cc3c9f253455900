import { parking, waitsForSettings } from '../../lib/store/due.ts';
import type { StageAws } from '../stage/aws.ts';
import { readRows } from '../status/read-rows.ts';
import { scanDue } from '../status/scan-due.ts';

/** Has housekeeping send the events that waited for these shops' settings. Returns how many. */
export async function expediteParked(aws: StageAws, shops: readonly string[]): Promise<number> {
  const parked = parking(aws.documents, aws.ordersTable, Date.now);
  let expedited = 0;
  await scanDue(aws, 'parked', {
    countTo: Infinity,
    first: Infinity,
    async see(entries) {
      for await (const rows of readRows(aws, entries)) {
        const waiting = rows.filter((row) => waitsForSettings(row) && shops.includes(row.shop ?? ''));
        await Promise.all(waiting.map(({ pk }) => parked.expedite(pk)));
        expedited += waiting.length;
      }
    },
  });
  return expedited;
}
