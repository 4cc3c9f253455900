import { batchesOf } from '../../lib/batches.ts';
import type { CancelledEvent, PaidEvent, RefundedEvent, UnpaidEvent } from '../../lib/order/event.ts';
import { LRUCache } from 'lru-cache';
import { sealGiftCards, type Sealing } from '../../lib/sealing/seal-event.ts';
import type * as z from 'zod';
import { pacer } from '../queue/names.ts';
import { importActionOf, type ImportAction, type ActionPorts } from './action.ts';
import { readRecord, type ImportRecord } from './json-lines.ts';
import { count, emptyTally, type Tally } from './tally.ts';

export type ImportEvent = z.infer<typeof PaidEvent | typeof CancelledEvent | typeof UnpaidEvent | typeof RefundedEvent>;

/** What importing needs of the world. */
export interface ImportPorts extends Omit<ActionPorts, 'nowMs'> {
  sealing: Sealing;
  now(): number;
  /** Sends one event to the orders queue; resolves when SQS has it. */
  send(event: ImportEvent): Promise<void>;
  sleep(ms: number): Promise<unknown>;
}

export interface ImportOptions {
  /** Only look. */
  dryRun: boolean;
  /** Events a second, so that orders that come in meanwhile need not wait behind the file. */
  perSecond: number;
  /** Ends the import after the orders in hand. */
  signal?: AbortSignal;
  /** Told of each order that was sent. */
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
/** Pages of an export overlap: an order that stands again this soon is not counted again. */
const remembered = 50_000;

/**
 * Reads a file's orders through their platform's own reader, says what becomes of each, and unless it is a dry run sends
 * those that are not there yet, as their webhooks would have come. Whatever is sent twice the claim takes once, so a broken
 * off import is simply run again. Memory does not grow with the file.
 */
export async function importOrders(
  ports: ImportPorts,
  records: AsyncIterable<ImportRecord>,
  { dryRun, perSecond, signal, sent }: ImportOptions,
): Promise<Imported> {
  const imported: Imported = { ...emptyTally(), sent: 0, cardsWithoutKey: 0, interrupted: false };
  const turn = pacer(ports, perSecond);
  const recent = new LRUCache<string, true>({ max: remembered });
  const work = async (batch: readonly ImportRecord[]): Promise<void> => {
    const actions = await Promise.all(batch.map((record) => actionOfRecord(ports, record)));
    for (const [index, decided] of actions.entries()) {
      if (signal?.aborted === true) return;
      const again = 'pid' in decided && recent.has(decided.pid);
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
