import type { Subject } from '../../lib/order/event.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { eraseRows, type ErasePorts } from '../../lib/privacy/erase.ts';
import { ordersOf, otherNames, parkedOf } from './find-customer.ts';
import { publicThankus, type PublicThanku } from '../../lib/privacy/named.ts';
import { closeRequestsOf, exportRequestsOf } from './requests.ts';
import { everyHash } from '../../lib/store/customer-hashes.ts';
import { markErased } from '../../lib/store/erased.ts';
import { isUnreadable } from '../../lib/store/unreadable.ts';
import type { StageAws } from '../stage/aws.ts';
import { quarantineOf, rereadPorts } from '../quarantine/entries.ts';
import { deadLettersOf, type DeadLettersOf } from './dead-letters.ts';
import { privacyPorts, seenMoving } from './ports.ts';
import { quarantinedOf } from './quarantined.ts';
import type { ToErase } from './subject.ts';

export interface ErasureReport {
  /** Orders with personal data. */
  orders: number;
  /** The pids of orders that a worker is processing. Their data is deleted when it ends. */
  open: string[];
  /** Receipts that are polled at Thanx. */
  pollingStopped: number;
  /** Billed baskets of which refunds would still be sent. */
  refundsStopped: number;
  /** Parked events. */
  parked: number;
  deadLetters: DeadLettersOf[];
  quarantined: number;
  /** Objects in the shop's quarantine that can't be opened. */
  notOpened: string[];
  /** Unreadable rows of the shop: their keys, and where they don't parse. */
  unreadable: string[];
  /** Public ThankUs that stay. Only ThankU can take them down. */
  thankus: PublicThanku[];
  /** The customer's own requests for their data. */
  exportRequests: number;
  /** Other names of the same customer in their orders. Known only before the erasure. */
  alsoKnownAs: Subject[];
}

/** Returns what erasing a customer or a whole shop would do. Changes nothing. */
export async function surveyErasure(aws: StageAws, who: ToErase): Promise<ErasureReport> {
  const ports = privacyPorts(aws);
  const { shop, customer } = who;
  const report = await around(aws, ports, who, { remove: false });
  const names = new Map<string, Subject>();
  const unreadable = (message: string) => void report.unreadable.push(message);
  await seenMoving(ports, async (moving) => {
    for await (const order of ordersOf(moving, shop, customer, unreadable)) {
      if (order.by === 'followed') report.pollingStopped += 1;
      else if (order.by === 'refundable') report.refundsStopped += 1;
      else if (order.open) report.open.push(order.pid);
      else report.orders += 1;
      if (customer === undefined) continue;
      const other = otherNames(order, customer);
      if (other.id !== undefined || other.email !== undefined) names.set(JSON.stringify(other), other);
    }
    for await (const _ of parkedOf(moving, shop, customer, unreadable)) report.parked += 1;
  });
  return { ...report, alsoKnownAs: [...names.values()] };
}

/**
 * Erases a customer, or all customers of a shop. The tombstone comes first, because it stops late webhooks. The rows come last, because they
 * are needed to find data outside of the table. If it's killed, run it again.
 */
export async function carryOutErasure(aws: StageAws, who: ToErase): Promise<ErasureReport> {
  const ports = privacyPorts(aws);
  const { shop, customer } = who;
  const at = new Date().toISOString();
  await markErased(ports.store, shop, customer ?? {}, at);
  const report = await around(aws, ports, who, { remove: true });
  try {
    const { named: _, ...rows } = await seenMoving(ports, (moving) => eraseRows(moving, { shop, at, customer }));
    // If some dead letters couldn't be checked, somebody has to run this again.
    await closeRequestsOf(ports, who, lettersLeft(report) ? ['export'] : ['export', 'erase', 'redact']);
    return { ...report, ...rows };
  } catch (cause) {
    if (!(cause instanceof AggregateError)) throw cause;
    const errors: unknown[] = cause.errors;
    const elsewhere = errors.find((error) => !isUnreadable(error));
    // AWS errors are explained in one place for all commands.
    if (elsewhere !== undefined) throw elsewhere;
    const [first] = errors;
    const which = first instanceof Error ? first.message : 'which, nobody can say';
    const so =
      customer === undefined ? 'so their data stays' : 'so nobody can say whether they are about this customer';
    const message = `${errors.length} of the shop's rows can't be read, ${so}; all else is erased. The first: ${which}`;
    throw new ThankflowError('bad-row', message, { cause });
  }
}

/** Erases everything except orders' rows. */
async function around(
  aws: StageAws,
  ports: ErasePorts,
  who: ToErase,
  { remove }: { remove: boolean },
): Promise<ErasureReport> {
  const { shop, customer } = who;
  const deadLetters = await deadLettersOf(aws, ports, who, { remove });
  const { quarantined, notOpened } = await inQuarantine(aws, who, remove);
  const hashes = await everyHash(aws.customers, shop, customer ?? {});
  const thankus = await Array.fromAsync(publicThankus(ports.store, shop, hashes));
  const requests = await Array.fromAsync(exportRequestsOf(ports, shop, customer));
  const exportRequests = requests.length;
  const rows = {
    orders: 0,
    open: [],
    pollingStopped: 0,
    refundsStopped: 0,
    parked: 0,
    unreadable: [],
    alsoKnownAs: [],
  };
  return { ...rows, deadLetters, quarantined, notOpened, thankus, exportRequests };
}

/** To erase everybody, all of the shop's entries are deleted unopened. */
async function inQuarantine(
  aws: StageAws,
  { shop, customer }: ToErase,
  remove: boolean,
): Promise<{ quarantined: number; notOpened: string[] }> {
  const bucket = await quarantineOf(aws);
  const notOpened: string[] = [];
  let quarantined = 0;
  const found = async (key: string) => {
    quarantined += 1;
    if (remove) await bucket.delete(key);
  };
  if (customer === undefined) {
    for await (const { key } of bucket.objects(shop)) await found(key);
    return { quarantined, notOpened };
  }
  for await (const { kind, key } of quarantinedOf(bucket, rereadPorts(aws), { shop, customer })) {
    if (kind === 'not-opened') notOpened.push(key);
    else await found(key);
  }
  return { quarantined, notOpened };
}

const lettersLeft = ({ deadLetters }: ErasureReport): boolean =>
  deadLetters.some(({ held, notRemoved, unfinished }) => held > 0 || notRemoved > 0 || unfinished);

/** Whether something is left for a person. */
export const leftToDo = (report: ErasureReport): boolean =>
  report.thankus.length > 0 || report.notOpened.length > 0 || lettersLeft(report);
