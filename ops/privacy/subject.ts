import { InvalidArgumentError, type Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import type { Subject } from '../../lib/order/event.ts';
import { ShopId } from '../../lib/order/order.ts';
import type { CustomerHashes } from '../../lib/store/customer-hashes.ts';

const Options = z.object({
  shop: ShopId,
  customer: z.array(z.string()).default([]),
  everybody: z.boolean().default(false),
  why: z.string().default(''),
});

/** A shorter ID may be part of a date. */
const minNameChars = 5;

export interface ShopCustomer {
  shop: string;
  customer: Subject;
}

/** Whom to erase: a customer, or all customers of the shop. */
export interface ToErase {
  shop: string;
  customer: Subject | undefined;
}

const customerOption = [
  '--customer <who>',
  "the platform's id of the customer, or an e-mail address in any case; twice for both",
] as const;

const withShop = (command: Command): Command => command.requiredOption('--shop <id>', "the shop's id", shopId);

export const withCustomer = (command: Command): Command =>
  withShop(command).requiredOption(...customerOption, collected);

export const withCustomerOrEverybody = (command: Command): Command =>
  withShop(command)
    .option(...customerOption, collected)
    .option('--everybody', 'every customer of the shop, instead of one');

/** Reads the options. @throws `usage` unless they name one customer or everybody */
export function toErase(command: Command): ToErase {
  const { shop, customer, everybody } = Options.parse(command.opts());
  if (everybody === customer.length > 0)
    throw new ThankflowError('usage', 'give either --customer <who> or --everybody');
  return everybody ? { shop, customer: undefined } : customerOf(command);
}

/** Reads the options. @throws `usage` for two IDs or two addresses, which may be two customers, or if `--why` names a customer */
export function customerOf(command: Command): ShopCustomer {
  const { shop, customer, why } = Options.parse(command.opts());
  const emails = customer.filter((name) => name.includes('@'));
  const ids = customer.filter((name) => !name.includes('@'));
  if (emails.length > 1 || ids.length > 1) {
    throw new ThankflowError('usage', 'give at most one ID and one e-mail address of the customer');
  }
  const told = why.toLowerCase();
  if (customer.some((name) => name.length >= minNameChars && told.includes(name.toLowerCase()))) {
    throw new ThankflowError('usage', '--why is kept in the audit trail forever: don’t name the customer in it');
  }
  const [email] = emails;
  const [id] = ids;
  return { shop, customer: { ...(id !== undefined && { id }), ...(email !== undefined && { email }) } };
}

/** Returns the hash that names a customer in the audit trail and in logs. */
export async function hashName(hashes: CustomerHashes, { shop, customer }: ToErase): Promise<string> {
  if (customer === undefined) return 'everybody';
  const [hash = ''] = await hashes.current(shop, customer);
  return `customer ${hash.slice(0, 12)}`;
}

function shopId(text: string): string {
  if (ShopId.safeParse(text).success) return text;
  throw new InvalidArgumentError(`"${text}" isn’t a shop’s ID. To list them: ./thankflow shops list`);
}

/** Limits the length of IDs and addresses to that in orders. */
function collected(text: string, before: string[] = []): string[] {
  const name = text.trim();
  const longest = name.includes('@') ? 320 : 128;
  if (name === '' || name.length > longest || /\p{Cc}/u.test(name)) {
    throw new InvalidArgumentError("expected the platform's id of the customer, or an e-mail address");
  }
  if (name === '0') throw new InvalidArgumentError('0 stands for guests: give an e-mail address');
  return [...before, name];
}
