import { batchesOf } from '../../lib/batches.ts';
import { orderOf, type DueEntry } from '../../lib/store/due.ts';
import { noticesAt } from '../../lib/store/keys.ts';

/** Due rows that are read ahead: only keys, so five pages of the index. */
const ahead = 5000;

/** Due rows in an order in which all shops have their turn: one shop's thousands don't come before another's one. Each shop's rows stay in order. */
export async function* inTurn(entries: AsyncIterable<DueEntry>): AsyncGenerator<DueEntry> {
  for await (const batch of batchesOf(entries, ahead)) {
    let shops = [...Map.groupBy(batch, (entry) => (orderOf(entry.pk) ?? noticesAt(entry))?.shop).values()];
    for (let turn = 0; shops.length > 0; turn++) {
      for (const rows of shops) {
        const row = rows[turn];
        if (row !== undefined) yield row;
      }
      shops = shops.filter((rows) => rows.length > turn + 1);
    }
  }
}
