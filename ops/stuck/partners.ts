import { orderStore } from '../../lib/store/orders.ts';
import { orderOf, type DueEntry } from '../../lib/store/due.ts';
import { keyText } from '../../lib/order/order-key.ts';
import type { StageAws } from '../stage/aws.ts';
import { readRows, type SeenRow } from '../status/read-rows.ts';
import { scanDue } from '../status/scan-due.ts';
import type { Findings, Held } from './finding.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import { atLeast, number } from '../cli/words.ts';
import type { DueKind } from '../../lib/store/keys.ts';
import { callsLately, lastMinutes as minutes, type CallsLately } from '../status/calls.ts';
import { readPerKind } from '../status/unsettled.ts';

/**
 * Receipts and gift cards whose credential the stage no longer has. Their watch says that there are some; only then are the rows read.
 * @param limits how many rows to read, and where counting ends
 */
export async function findUnknownCredentials(
  aws: StageAws,
  findings: Findings,
  { read, countTo }: { read: number; countTo: number },
): Promise<void> {
  const { scopeWatches } = orderStore(aws.documents, aws.ordersTable);
  const unknown = new Set<string>();
  const seeWatches = async (watches: readonly DueEntry[]) => {
    for (const watch of await Promise.all(watches.map((entry) => scopeWatches.get(entry)))) {
      if (watch?.scope.what === 'credential' && !aws.stage.thanxCredentials.includes(watch.scope.credential))
        unknown.add(watch.scope.credential);
    }
  };
  await scanDue(aws, 'held', { first: read, countTo, see: seeWatches });
  if (unknown.size === 0) return;
  const see = async (entries: readonly DueEntry[]) => {
    for await (const rows of readRows(aws, entries)) {
      for (const { pk, credential, dueKind, createdAt } of rows) {
        const order = orderOf(pk);
        if (order === undefined || dueKind !== 'receipt' || credential === undefined || !unknown.has(credential))
          continue;
        const since = createdAt === undefined ? undefined : Date.parse(createdAt);
        findings.add('unknown-credential', { key: keyText(order), since, detail: `credential ${credential}` });
      }
    }
  };
  const scanned = await scanDue(aws, 'receipt', { first: read, countTo, see });
  if (scanned.count > read) findings.of('unknown-credential').atLeast = true;
}

/** Events of one shop that wait for a version that knows its settings. */
interface Waiting {
  count: number;
  /** When the first of them came, epoch ms. */
  since: number;
}

/**
 * The shops whose settings the functions don't know whole, as the events say that they put to wait; and those whose settings this command
 * doesn't, for it is of the deployed version more often than not.
 * @param read how many parked events to look at
 */
export async function findNewerSettings(
  aws: StageAws,
  shops: readonly StoredSettings[],
  { read }: { read: number },
): Promise<Held[]> {
  const waiting = new Map<string, Waiting>();
  const scanned = await scanDue(aws, 'parked', {
    first: read,
    countTo: read,
    async see(entries) {
      for await (const rows of readRows(aws, entries)) {
        for (const { shop, at, waitsFor } of rows) {
          if (waitsFor !== 'settings-newer' || shop === undefined || at === undefined) continue;
          const { count = 0, since = Infinity } = waiting.get(shop) ?? {};
          waiting.set(shop, { count: count + 1, since: Math.min(since, Date.parse(at)) });
        }
      }
    },
  });
  const unreadable = shops.filter(({ unknown }) => unknown !== undefined).map(({ shop }) => shop);
  return [...new Set([...unreadable, ...waiting.keys()])].map((shop) => {
    const { count, since } = waiting.get(shop) ?? { count: 0, since: undefined };
    const stored = shops.find((one) => one.shop === shop);
    const events = `${atLeast(count, scanned.atLeast)} ${count === 1 ? 'event waits' : 'events wait'}`;
    return {
      code: 'settings-newer' as const,
      key: shop,
      since: since ?? (stored && Date.parse(stored.appliedAt)),
      detail: [events, ...(stored === undefined ? [] : [whatIsNew(stored)])].join('; '),
    };
  });
}

/** Where this command knows them whole, it is newer than the functions. */
const whatIsNew = ({ unknown, revision, appliedAt, by }: StoredSettings): string =>
  `${unknown === undefined ? "the functions don't know all" : `not known: ${unknown.join(', ')}`} of revision ${revision}, applied ${appliedAt} by ${by}`;

/** Fewer calls than this say nothing about a partner. */
const minFailed = 5;

/** Where a partner's work waits. */
const kinds = { ThankU: 'thanku', Thanx: 'receipt' } as const satisfies Record<string, DueKind>;

/** Whether a partner fails most of its calls: in the last five minutes, or in the last hour if there were few. */
export function failsMost({ lastMinutes, lastHour }: CallsLately['ThankU']): string | undefined {
  const [{ calls, failed }, when] =
    lastMinutes.calls >= minFailed ? [lastMinutes, `${minutes} minutes`] : [lastHour, 'hour'];
  if (failed < minFailed || failed * 2 <= calls) return undefined;
  return `failed ${number(failed)} of ${number(calls)} calls in the last ${when}`;
}

/** Each partner that fails most calls while work waits for it. Nothing of that has to be retried by hand. */
export async function findFailingPartners(aws: StageAws, findings: Findings, nowMs: number): Promise<void> {
  const calls = await callsLately(aws, nowMs);
  for (const partner of ['ThankU', 'Thanx'] as const) {
    const fails = failsMost(calls[partner]);
    if (fails === undefined) continue;
    const { waiting, more } = await retried(aws, kinds[partner]);
    if (waiting === 0) continue;
    const what = partner === 'ThankU' ? 'orders' : 'receipts';
    findings.add('partner-failing', {
      key: partner,
      detail: `${fails}; ${atLeast(waiting, more)} ${what} wait and are retried`,
    });
  }
}

/** How many rows of a due kind wait because an attempt failed. */
async function retried(aws: StageAws, kind: DueKind): Promise<{ waiting: number; more: boolean }> {
  let waiting = 0;
  const scanned = await scanDue(aws, kind, {
    first: readPerKind,
    countTo: readPerKind,
    async see(entries) {
      for await (const rows of readRows(aws, entries)) waiting += rows.filter(waitsForRetry).length;
    },
  });
  return { waiting, more: scanned.atLeast };
}

const waitsForRetry = ({ state, lastError }: SeenRow): boolean => state === 'waiting' && lastError !== undefined;
