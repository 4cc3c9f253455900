import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import { wakeUp } from '../../lib/queue/wake.ts';
import type { ErasePorts } from '../../lib/privacy/erase.ts';
import { putErasureNote } from '../../lib/privacy/erasure-log.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { parking } from '../../lib/store/parked.ts';
import { customerStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { rememberedSettings } from '../dlq/ports.ts';
import { progress } from '../cli/progress.ts';

/** The ports for finding and erasing on a stage. The order's own worker does what its changed rows require. */
export const privacyPorts = (aws: StageAws): ErasePorts => ({
  store: customerStore(aws.documents, aws.ordersTable, aws.customers),
  due: dueEntries(aws.documents, aws.ordersTable),
  parking: parking(aws.documents, aws.ordersTable, Date.now),
  settings: rememberedSettings(aws),
  noteErasure: async (note) => await putErasureNote(await aws.s3(), await aws.erasuresBucket(), note),
  finish: async (shop, pid) => await sendMessage(aws.sqs, await aws.queueUrl('orders'), ofShop(wakeUp(shop, pid))),
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
