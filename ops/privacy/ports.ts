import { sendMessage, wakeUp } from '../../lib/queue/send.ts';
import type { ErasePorts } from '../../lib/privacy/erase.ts';
import { dueEntries, parking } from '../../lib/store/due.ts';
import { customerStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { rememberedSettings } from '../dlq/ports.ts';
import { progress } from '../cli/progress.ts';

/** Finding and erasing from here. What follows from an order's rows its own worker does, who is woken for it. */
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

/** Does something with these ports that looks through all rows of the due index, and shows how far it has come. */
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
