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
import { quarantineOf, readAgainPorts } from '../quarantine/entries.ts';
import { deadLettersOf, type DeadLettersOf, privacyPorts, seenMoving } from './dead-letters.ts';
import { quarantinedOf, type ToErase } from './subject.ts';

/** What goes, or went. */
export interface ErasureReport {
  /** Orders that hold personal data. */
  orders: number;
  /** The pids of those that a worker is at: their data goes when it is through. */
  open: string[];
  /** Receipts that are followed at Thanx. */
  pollingStopped: number;
  /** Events that wait on parked rows. */
  parked: number;
  deadLetters: DeadLettersOf[];
  quarantined: number;
  /** Objects in the shop's quarantine that nobody can open to see. */
  notOpened: string[];
  /** Rows of the shop that nobody can read: which, and where they do not parse. */
  unreadable: string[];
  /** What stays public at ThankU; only ThankU can take it down. */
  thankus: PublicThanku[];
  /** Their own requests for their data. */
  exportRequests: number;
  /** By what else the orders name the same customer; only before it is gone. */
  alsoKnownAs: Subject[];
}

/** What erasing a customer or a whole shop would do. Changes nothing. */
export async function surveyErasure(aws: StageAws, who: ToErase): Promise<ErasureReport> {
  const ports = privacyPorts(aws);
  const { shop, customer } = who;
  const report = await around(aws, ports, who, { remove: false });
  const names = new Map<string, Subject>();
  const unreadable = (message: string) => void report.unreadable.push(message);
  await seenMoving(ports, async (moving) => {
    for await (const order of ordersOf(moving, shop, customer, unreadable)) {
      if (order.by === 'followed') report.pollingStopped += 1;
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
 * Erases a customer, or everybody of a shop: first the tombstone that a customer's late webhooks meet, then what is outside
 * the table, whose finding needs the rows, then the rows. Killed at any moment and run again it finds what is left.
 */
export async function carryOutErasure(aws: StageAws, who: ToErase): Promise<ErasureReport> {
  const ports = privacyPorts(aws);
  const { shop, customer } = who;
  const at = new Date().toISOString();
  await markErased(ports.store, shop, customer ?? {}, at);
  const report = await around(aws, ports, who, { remove: true });
  try {
    const { named: _, ...rows } = await seenMoving(ports, (moving) => eraseRows(moving, { shop, at, customer }));
    // Where dead letters could not be looked at, somebody has to come back.
    await closeRequestsOf(ports, who, lettersLeft(report) ? ['export'] : ['export', 'erase', 'redact']);
    return { ...report, ...rows };
  } catch (cause) {
    if (!(cause instanceof AggregateError)) throw cause;
    const errors: unknown[] = cause.errors;
    const elsewhere = errors.find((error) => !isUnreadable(error));
    // AWS was away: what that means and what to do is the same as everywhere.
    if (elsewhere !== undefined) throw elsewhere;
    const [first] = errors;
    const which = first instanceof Error ? first.message : 'which, nobody can say';
    const so =
      customer === undefined ? 'so their data stays' : 'so nobody can say whether they are about this customer';
    const message = `${errors.length} of the shop's rows can't be read, ${so}; all else is erased. The first: ${which}`;
    throw new ThankflowError('bad-row', message, { cause });
  }
}

/** Everything that is no order's row. */
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
  const rows = { orders: 0, open: [], pollingStopped: 0, parked: 0, unreadable: [], alsoKnownAs: [] };
  return { ...rows, deadLetters, quarantined, notOpened, thankus, exportRequests };
}

/** When everybody is erased, entries needn't be opened: all of the shop's are deleted. */
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
    for await (const key of bucket.keys(shop)) await found(key);
    return { quarantined, notOpened };
  }
  for await (const { kind, key } of quarantinedOf(bucket, readAgainPorts(aws), { shop, customer })) {
    if (kind === 'not-opened') notOpened.push(key);
    else await found(key);
  }
  return { quarantined, notOpened };
}

const lettersLeft = ({ deadLetters }: ErasureReport): boolean =>
  deadLetters.some(({ held, notRemoved, unfinished }) => held > 0 || notRemoved > 0 || unfinished);

/** What nobody but a person can see to. */
export const leftToDo = (report: ErasureReport): boolean =>
  report.thankus.length > 0 || report.notOpened.length > 0 || lettersLeft(report);
