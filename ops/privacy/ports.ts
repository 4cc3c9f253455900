import { sendMessage, wakeUp } from '../../lib/queue/send.ts';
import type { ErasePorts } from '../../lib/privacy/erase.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { parking } from '../../lib/store/parked.ts';
import { customerStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { rememberedSettings } from '../dlq/ports.ts';
import { progress } from '../cli/progress.ts';

/** The ports for finding and erasing on a stage. The order's own worker does what its changed rows require. */
export const privacyPorts = ({
  documents,
  ordersTable,
  settingsTable,
  customers,
  sqs,
  queueUrl,
}: StageAws): ErasePorts => ({
  store: customerStore(documents, ordersTable, customers),
  due: dueEntries(documents, ordersTable),
  parking: parking(documents, ordersTable, Date.now),
  settings: rememberedSettings({ documents, settingsTable }),
  finish: async (shop, pid) => await sendMessage(sqs, await queueUrl('orders'), wakeUp(shop, pid)),
  now: Date.now,
});

/** Runs work that scans the whole due index, with a progress bar. */
export async function seenMoving<Result>(
  ports: ErasePorts,
  work: (ports: ErasePorts) => Promise<Result>,
): Promise<Result> {
  const bar = progress('Rows', 0);
  try {
    return await work({
      ...ports,
      async *due(kind, untilMs) {
        for await (const entry of ports.due(kind, untilMs)) {
          bar.advance();
          yield entry;
        }
      },
    });
  } finally {
    bar.stop();
  }
}
