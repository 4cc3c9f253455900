import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import type { Import } from '../plan.ts';
import { names } from '../stage.ts';
import type { World } from '../world.ts';
import { importOrders } from '../../ops/import/import-orders.ts';
import { jsonLines } from '../../ops/import/json-lines.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { settingsStore, wholly } from '../../lib/shops/settings-store.ts';
import { customerStore } from '../../lib/store/orders.ts';

async function* inChunks(file: Buffer): AsyncGenerator<Buffer> {
  const half = Math.floor(file.length / 2);
  yield file.subarray(0, half);
  yield file.subarray(half);
}

/** `import --yes` of a file of JSON lines, from its bytes on. */
export const importWork =
  ({ kernel, aws: { documents, sqs }, customers, newId }: World, { shop, perSecond }: Import, file: Buffer) =>
  async () => {
    const stored = await settingsStore(documents, names.settings).stored(shop);
    if (stored === undefined) throw new ThankflowError('not-found', `there is no shop ${shop}`);
    const { settings } = wholly(stored);
    const imported = await importOrders(
      {
        store: customerStore(documents, names.orders, customers, newId),
        settings,
        simulateAll: false,
        sealing: { addsGiftCards: false, cardKey: async () => undefined },
        send: (event) => sendMessage(sqs, names.ordersQueue, ofShop(event)),
        now: kernel.now,
        sleep: (ms) => kernel.turn('waits for its turn', kernel.nowMs + ms),
      },
      jsonLines(inChunks(file)),
      { dryRun: false, perSecond },
    );
    kernel.tell(() => `  imported ${JSON.stringify(imported)}`);
  };
