import type { Spool } from '../queue/spool.ts';
import { type Imported, importOrders, type ImportOptions } from './import-orders.ts';
import type { OrdersFile } from './records.ts';
import { progress } from '../cli/progress.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { publicKeyStore } from '../../lib/sealing/public-key-store.ts';
import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { customerStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { keyText } from '../../lib/order/order-key.ts';

const kib = 1024;

/** Imports a file into a stage, or only says what that would do. Adds the keys of sent orders to `sent`. */
export async function importFile(
  aws: StageAws,
  settings: ShopSettings,
  { bytes, records }: OrdersFile,
  sent: Spool,
  options: Omit<ImportOptions, 'sent'>,
): Promise<Imported> {
  const { stage, sqs, documents, ordersTable, settingsTable, customers, queueUrl } = aws;
  const bar = progress(options.dryRun ? 'Reading, KB' : 'Importing, KB', Math.ceil(bytes / kib));
  const publicKey = publicKeyStore(documents, settingsTable);
  try {
    return await importOrders(
      {
        store: customerStore(documents, ordersTable, customers),
        settings,
        simulateAll: stage.spend === 'simulated',
        sealing: { addsGiftCards: settings.thanx?.giftCards !== undefined, cardKey: () => publicKey.get() },
        send: async (event) => await sendMessage(sqs, await queueUrl('orders'), ofShop(event)),
        now: Date.now,
        sleep: (ms) => sleep(ms),
      },
      records((read) => bar.advance(Math.round(read / kib))),
      { ...options, sent: (pid) => sent.add(keyText({ shop: settings.shop, pid })) },
    );
  } finally {
    bar.stop();
  }
}
