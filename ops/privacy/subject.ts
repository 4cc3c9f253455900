import { adapters } from '../../lib/platforms/adapters.ts';
import { mentions } from '../../lib/privacy/mentions.ts';
import { openEntry, type ReadAgainPorts } from '../quarantine/read-again.ts';
import type { QuarantineBucket } from '../quarantine/read.ts';
import type { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import { shownBody, type ShownBody } from '../quarantine/chosen.ts';
import { quarantineEntries } from '../quarantine/entries.ts';
import { InvalidArgumentError, type Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import type { Subject } from '../../lib/order/event.ts';
import { ShopId } from '../../lib/order/order.ts';
import type { CustomerHashes } from '../../lib/store/customer-hashes.ts';

/** A quarantined webhook that mentions a customer; or one that nobody can open to see. */
export type QuarantinedOf =
  | { kind: 'about'; key: string; entry: QuarantinedWebhook; body: ShownBody }
  | { kind: 'not-opened'; key: string };

/** What lies in quarantine of a customer. */
export async function* quarantinedOf(
  bucket: QuarantineBucket,
  ports: Pick<ReadAgainPorts, 'cardKeys'>,
  { shop, customer }: ShopCustomer,
): AsyncGenerator<QuarantinedOf> {
  const unreadable: string[] = [];
  for await (const { key, entry } of quarantineEntries(bucket, { shop }, (oddKey) => void unreadable.push(oddKey))) {
    const opened = await openEntry(entry, ports);
    if (opened.kind !== 'opened') {
      yield { kind: 'not-opened', key };
      continue;
    }
    const { body, url } = opened.webhook;
    if (!mentions(body, customer) && !mentions(Buffer.from(url), customer)) continue;
    yield { kind: 'about', key, entry, body: shownBody(adapters[entry.platform], body) };
  }
  for (const key of unreadable) yield { kind: 'not-opened', key };
}

const Options = z.object({
  shop: ShopId,
  customer: z.array(z.string()).default([]),
  everybody: z.boolean().default(false),
  why: z.string().default(''),
});

/** A shorter id may stand in a date. */
const tellingChars = 5;

/** Whom a privacy command is about. */
export interface ShopCustomer {
  shop: string;
  customer: Subject;
}

/** Whom an erasure is about: a customer, or without one everybody of the shop. */
export interface ToErase {
  shop: string;
  customer: Subject | undefined;
}

const customerOption = [
  '--customer <who>',
  "the platform's id of the customer, or an e-mail address in any case; twice for both",
] as const;

const withShop = (command: Command): Command => command.requiredOption('--shop <id>', "the shop's id", shopId);

/** Gives a command the options that say whom it is about. */
export const withCustomer = (command: Command): Command =>
  withShop(command).requiredOption(...customerOption, collected);

/** The same, and the whole shop in place of a customer. */
export const withCustomerOrEverybody = (command: Command): Command =>
  withShop(command)
    .option(...customerOption, collected)
    .option('--everybody', 'every customer of the shop, instead of one');

/** Throws `usage` unless it names one customer or everybody, and as `customerOf`. */
export function toErase(command: Command): ToErase {
  const { shop, customer, everybody } = Options.parse(command.opts());
  if (everybody === customer.length > 0)
    throw new ThankflowError('usage', 'give either --customer <who> or --everybody');
  return everybody ? { shop, customer: undefined } : customerOf(command);
}

/** Throws `usage` where it names two ids or two addresses, which may be two customers, or where `--why` names one. */
export function customerOf(command: Command): ShopCustomer {
  const { shop, customer, why } = Options.parse(command.opts());
  const emails = customer.filter((name) => name.includes('@'));
  const ids = customer.filter((name) => !name.includes('@'));
  if (emails.length > 1 || ids.length > 1) {
    throw new ThankflowError('usage', 'give at most one ID and one e-mail address of the customer');
  }
  const told = why.toLowerCase();
  if (customer.some((name) => name.length >= tellingChars && told.includes(name.toLowerCase()))) {
    throw new ThankflowError('usage', '--why is kept in the audit trail forever: don’t name the customer in it');
  }
  const [email] = emails;
  const [id] = ids;
  return { shop, customer: { ...(id !== undefined && { id }), ...(email !== undefined && { email }) } };
}

/** How an audit row or a log names a customer. */
export async function hashName(hashes: CustomerHashes, { shop, customer }: ToErase): Promise<string> {
  if (customer === undefined) return 'everybody';
  const [hash = ''] = await hashes.current(shop, customer);
  return `customer ${hash.slice(0, 12)}`;
}

function shopId(text: string): string {
  if (ShopId.safeParse(text).success) return text;
  throw new InvalidArgumentError(`"${text}" isn’t a shop’s ID. To list them: ./thankflow shops list`);
}

/** An id as long as the longest that orders have; an address as long as the longest. */
function collected(text: string, before: string[] = []): string[] {
  const name = text.trim();
  const longest = name.includes('@') ? 320 : 128;
  if (name === '' || name.length > longest || /\p{Cc}/u.test(name)) {
    throw new InvalidArgumentError("expected the platform's id of the customer, or an e-mail address");
  }
  if (name === '0') throw new InvalidArgumentError('0 stands for guests: give an e-mail address');
  return [...before, name];
}
