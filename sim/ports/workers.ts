import type { Ports } from '../../functions/thank-customer/ports.ts';
import { createThanku } from '../../lib/partners/thanku/postpaid.ts';
import { sendMessage, wakeReceipt } from '../../lib/queue/send.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretSource } from '../../lib/secrets/read.ts';
import { secretNames, ThankuSecret, ThanxSecret } from '../../lib/secrets/secrets.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { shopControl, controlKeys, credentialControl, fixedTokenControl } from '../../lib/store/control.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { parking } from '../../lib/store/parked.ts';
import { names, partnerTimeoutMs, secretsTimeoutMs, retryBaseSeconds } from '../stage.ts';
import type { AskingWorker } from '../watched-asks.ts';
import { telling, type Surroundings } from './surroundings.ts';
import { customerStore } from '../../lib/store/orders.ts';
import type { Publish } from '../../lib/queue/event-bus.ts';
import { thanxCalls, type Ports as LoyaltyPorts } from '../../functions/submit-to-thanx/ports.ts';
import { userTokensInMemory } from '../../functions/submit-to-thanx/user-token.ts';
import { limiter } from '../../lib/permits/limiter.ts';
import { grantsRow } from '../../lib/permits/row.ts';

/** The ports that thank-customer and submit-to-thanx have in common. */
function workerPorts({ kernel, aws, newId, customers, publish }: Surroundings) {
  return {
    store: customerStore(aws.documents, names.orders, customers, newId),
    publish: async ({ type, detail }: Parameters<Publish>[0]) => {
      await kernel.turn(`publishes ${type}`);
      publish(type, detail.pid);
    },
    telemetry: telling(kernel),
    now: kernel.now,
    random: kernel.random.next,
    simulateAll: false,
    partnerTimeoutMs,
    retryBaseSeconds,
  };
}

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
  const readToken = secretSource(readSecret(secretsTimeoutMs), ThankuSecret, (shop) => secretNames.thanku('sim', shop));
  return {
    ...workerPorts(surroundings),
    due: dueEntries(documents, names.orders),
    parking: parking(documents, names.orders, now, newId),
    isElsewhereEmpty: async () => {
      await kernel.turn('counts the dead letters');
      return surroundings.isElsewhereEmpty();
    },
    control: shopControl(documents, names.control, newId),
    settings: (shop, { fresh } = { fresh: false }) => (fresh ? settings.stored(shop) : remembered.get(shop)),
    tokens: cached(readToken, { ttlMs: 60_000, maxEntries: 10, now, refreshEveryMs: 0 }),
    createThanku: (call) =>
      createThanku({ baseUrl: 'https://thanku.example', timeoutMs: partnerTimeoutMs, now, connect }, call),
    wakeReceipt: wakeReceipt(sqs, { [names.credential]: names.loyaltyQueue }),
    sendDeadLetter: (letter) => sendMessage(sqs, names.ordersDlq, letter),
    newId: newLeaseId,
  };
}

/** submit-to-thanx's ports in one execution environment: its tokens and what it knows of the limits start empty. */
export function loyaltyPorts(surroundings: Surroundings): LoyaltyPorts {
  const { kernel, aws, newId, connectToThanx, limits, readSecret } = surroundings;
  const { documents, sqs } = aws;
  const { now } = kernel;
  const sleep = async (ms: number) => {
    if (ms > 0) await kernel.turn('wakes up', kernel.nowMs + ms);
  };
  const secret = secretSource(readSecret(secretsTimeoutMs), ThanxSecret, (name) => secretNames.thanx('sim', name));
  const credential = cached(secret, { ttlMs: 60_000, maxEntries: 10, now });
  return {
    ...workerPorts(surroundings),
    control: credentialControl(documents, names.control, names.credential, newId),
    shopControl: shopControl(documents, names.control, newId),
    permits: limiter({
      row: grantsRow(documents, names.control, controlKeys.permits(names.credential)),
      limits,
      now,
      sleep,
      random: kernel.random.next,
    }),
    thanx: {
      connect: () => connectToThanx('https://thanx.example', { timeoutMs: partnerTimeoutMs, now }),
      ...thanxCalls,
    },
    userTokens: userTokensInMemory(now),
    credential: {
      get: () => credential.get(names.credential),
      refresh: () => credential.refresh(names.credential),
    },
    fixedTokens: {
      get: async () => undefined,
      refresh: async () => undefined,
      control: fixedTokenControl(documents, names.control, names.credential, newId),
    },
    cardKeys: { get: async () => undefined, refresh: async () => undefined },
    sendDeadLetter: (letter) => sendMessage(sqs, names.loyaltyDlq, letter),
    sleep,
    newId,
    credentialName: names.credential,
  };
}
