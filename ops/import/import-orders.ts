import { batchesOf } from '../../lib/batches.ts';
import type { CancelledEvent, PaidEvent, RefundedEvent, UnpaidEvent } from '../../lib/order/event.ts';
import { LruMap } from '../../lib/lru-map.ts';
import { sealGiftCards, type Sealing } from '../../lib/sealing/seal-event.ts';
import type * as z from 'zod';
import { pacer } from '../queue/pacer.ts';
import { importActionOf, type ImportAction, type ActionPorts } from './action.ts';
import { readRecord, type ImportRecord } from './reading.ts';
import { count, emptyTally, type Tally } from './tally.ts';

export type ImportEvent = z.infer<typeof PaidEvent | typeof CancelledEvent | typeof UnpaidEvent | typeof RefundedEvent>;

export interface ImportPorts extends Omit<ActionPorts, 'nowMs'> {
  sealing: Sealing;
  now(): number;
  /** Sends one event to the orders queue. Resolves when SQS has it. */
  send(event: ImportEvent): Promise<void>;
  sleep(ms: number): Promise<unknown>;
}

export interface ImportOptions {
  /** Changes nothing. */
  dryRun: boolean;
  /** Events per second, so that new orders don't have to wait behind the whole file. */
  perSecond: number;
  /** Ends the import after the current orders. */
  signal?: AbortSignal;
  /** Called for each order that was sent. */
  sent?: (pid: string) => void;
}

export interface Imported extends Tally {
  sent: number;
  /** Gift cards that the stage has no key for. */
  cardsWithoutKey: number;
  interrupted: boolean;
}

/** Orders looked up at the same time. */
const batchSize = 25;
/** How many orders to remember, because pages of an export overlap. A repeated order isn't counted again. */
const remembered = 50_000;

/**
 * Reads a file's orders with their platform's adapter, counts what happens to each, and sends the new ones as their webhooks would have come.
 * The claim ignores duplicates, so an interrupted import can be repeated. Memory use doesn't grow with the file.
 */
export async function importOrders(
  ports: ImportPorts,
  records: AsyncIterable<ImportRecord>,
  { dryRun, perSecond, signal, sent }: ImportOptions,
): Promise<Imported> {
  const imported: Imported = { ...emptyTally(), sent: 0, cardsWithoutKey: 0, interrupted: false };
  const turn = pacer(ports, perSecond);
  const recent = new LruMap<true>(remembered);
  const work = async (batch: readonly ImportRecord[]): Promise<void> => {
    const actions = await Promise.all(batch.map((record) => actionOfRecord(ports, record)));
    for (const [index, decided] of actions.entries()) {
      if (signal?.aborted === true) return;
      const again = 'pid' in decided && recent.peek(decided.pid) === true;
      const action: ImportAction = again ? { kind: 'twice' } : decided;
      if ('pid' in action) recent.set(action.pid, true);
      count(imported, batch[index]?.line ?? 0, action);
      if (!('event' in action)) continue;
      const event = await eventOf(ports, action.event, imported);
      if (dryRun) continue;
      await turn();
      await ports.send(event);
      imported.sent += 1;
      if (action.kind !== 'reversal') sent?.(action.pid);
    }
  };
  for await (const batch of batchesOf(records, batchSize)) {
    if (signal?.aborted === true) break;
    await work(batch);
  }
  imported.interrupted = signal?.aborted === true;
  return imported;
}

async function actionOfRecord(ports: ImportPorts, record: ImportRecord): Promise<ImportAction> {
  if ('problem' in record) return { kind: 'unreadable', reason: record.problem };
  const { settings } = ports;
  const nowMs = ports.now();
  const read = readRecord(settings.platform, record.body, { shop: settings.shop, nowMs, settings });
  return await importActionOf(read, { ...ports, nowMs });
}

async function eventOf(
  ports: ImportPorts,
  event: Extract<ImportAction, { event: unknown }>['event'],
  imported: Imported,
): Promise<ImportEvent> {
  if (event.type !== 'paid') return event;
  const sealed = await sealGiftCards(event, ports.sealing);
  imported.cardsWithoutKey += sealed.withoutKey;
  return sealed.event;
}
