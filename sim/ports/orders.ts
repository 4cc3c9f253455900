import type { Ports } from '../../functions/thank-customer/ports.ts';
import { limitStore } from '../../lib/limit/limit-store.ts';
import { reserver } from '../../lib/limit/reserver.ts';
import { createThanku } from '../../lib/partners/thanku/postpaid.ts';
import { deadLetters } from '../../lib/queue/dead-letter.ts';
import { wakeReceipt } from '../../lib/queue/wake.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretSource } from '../../lib/secrets/read.ts';
import { secretNames, ThankuSecret } from '../../lib/secrets/secrets.ts';
import { targetsIn } from '../../lib/shops/notify-settings.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { shopControl } from '../../lib/store/control.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { parking } from '../../lib/store/parked.ts';
import { names, partnerTimeoutMs, secretsTimeoutMs } from '../stage.ts';
import type { AskingWorker } from '../watched-asks.ts';
import type { Surroundings } from './surroundings.ts';
import { workerPorts } from './worker.ts';

/** thank-customer's ports in one execution environment: its caches start empty. */
export function ordersPorts(
  surroundings: Surroundings,
  { connect, newLeaseId }: Pick<AskingWorker, 'connect' | 'newLeaseId'>,
): Ports {
  const { kernel, aws, newId, readSecret } = surroundings;
  const { documents, sqs } = aws;
  const { now } = kernel;
  const settings = settingsStore(documents, names.settings);
  const remembered = cached((shop) => settings.stored(shop), { ttlMs: 60_000, maxEntries: 10, now });
  const limits = limitStore(documents, names.control, newId);
  const readToken = secretSource(readSecret(secretsTimeoutMs), ThankuSecret, (shop) => secretNames.thanku('sim', shop));
  return {
    ...workerPorts(surroundings),
    targets: async (shop) => targetsIn((await remembered.get(shop))?.raw ?? {}),
    due: dueEntries(documents, names.orders),
    parking: parking(documents, names.orders, now, newId),
    isElsewhereEmpty: async () => {
      await kernel.turn('counts the dead letters');
      return surroundings.isElsewhereEmpty();
    },
    noteErasure: async (note) => {
      await kernel.turn('notes the erasure');
      surroundings.erasures.push(note);
    },
    control: shopControl(documents, names.control, newId),
    limits,
    reserver: reserver(limits),
    settings: (shop, { fresh } = { fresh: false }) => (fresh ? settings.stored(shop) : remembered.get(shop)),
    tokens: cached(readToken, { ttlMs: 60_000, maxEntries: 10, now, refreshEveryMs: 0 }),
    createThanku: (call) =>
      createThanku({ baseUrl: 'https://thanku.example', timeoutMs: partnerTimeoutMs, now, connect }, call),
    wakeReceipt: wakeReceipt(sqs, { [names.credential]: names.loyaltyQueue }),
    sendDeadLetter: deadLetters(sqs, names.ordersDlq),
    newId: newLeaseId,
  };
}
