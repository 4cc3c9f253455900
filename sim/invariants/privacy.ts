import { basketSk, receiptSk, thankuSk } from '../../lib/store/keys.ts';
import { names } from '../stage.ts';
import { firstOf, plannedOf, type StageBooks, type Invariant } from './invariant.ts';

/** Rows that have been checked. */
const checked = new WeakSet<object>();
/** Failed orders are kept for thirty days, so that people can repair them. */
const longestKeptMs = 32 * 24 * 3_600_000;

/** Personal data is deleted. */
export const privacyInvariants: Invariant[] = [
  {
    name: 'rows-are-not-personal',
    promise:
      'No row contains a customer’s address, except payloads, parked events and requests that wait for a person.',
    always({ world }) {
      const { row } = world.orders.lastWrite();
      if (checked.has(row)) return undefined;
      checked.add(row);
      if (row['sk'] === 'payload' || row['sk'] === 'parked') return undefined;
      if (String(row['pk']).startsWith('privacy#')) return undefined;
      return JSON.stringify(row).includes('@example.com')
        ? `${String(row['pk'])} ${String(row['sk'])} holds an address`
        : undefined;
    },
  },
  {
    name: 'erased-is-not-thanked',
    promise: 'No worker that begins after a customer was erased sends ThankU a request for them.',
    always({ world, plan }) {
      const last = world.asks.asks.at(-1);
      if (last === undefined) return undefined;
      const order = plannedOf(plan, last.pid);
      const erasedMs = world.ends.erasedMs.get(`${last.shop} ${order?.email}`);
      return erasedMs !== undefined && last.begunMs > erasedMs
        ? `${last.pid} was sent ${last.leftMs - erasedMs} ms after its customer was forgotten`
        : undefined;
    },
  },
  {
    name: 'erased-at-once',
    promise:
      'An erasure leaves no parked event, no payload of a failed order, and no dead letter that nobody is asked to check.',
    always: ({ world }) => world.ends.kept(),
  },
  {
    name: 'not-followed',
    promise: 'An erasure ends the polling of its customer’s receipts.',
    always: ({ world }) => world.ends.polled(),
  },
  {
    name: 'simulated-names-nobody',
    promise: 'No hash of a test order’s customer is stored.',
    always({ world, plan }) {
      const { row } = world.orders.lastWrite();
      const pid = /^named#[^#]+#(.+)$/.exec(String(row['sk']))?.[1];
      return plannedOf(plan, pid)?.isTest === true
        ? `a hash of the customer of the test order ${pid} was noted`
        : undefined;
    },
  },
  {
    name: 'erased',
    promise: 'In the end, no payload and no parked event of an erased customer is left.',
    atTheEnd({ world }) {
      return firstOf(world.table.rows(names.orders), (row) => {
        const [pk, sk] = [String(row['pk']), String(row['sk'])];
        if (sk !== 'payload' && sk !== 'parked') return undefined;
        const text = JSON.stringify(row);
        const who = [...world.ends.erasedMs.keys()].find((one) => {
          const [shop = '', email = ''] = one.split(' ');
          return text.includes(email) && (text.includes(`"shop":"${shop}"`) || pk.startsWith(`order#${shop}#`));
        });
        return who === undefined ? undefined : `${pk} has a ${sk} of an erased customer`;
      });
    },
  },
];

/** What the books alone show. */
export const privacyBookInvariants: Invariant<StageBooks>[] = [
  {
    name: 'not-for-ever',
    promise:
      'A customer’s data is deleted within 32 days after the last change of the order, unless a person has to look for its receipt.',
    atTheEnd({ world }) {
      return firstOf(world.table.rows(names.orders), ({ pk, sk }) => {
        const changed = [thankuSk, receiptSk, basketSk].map((of) =>
          world.table.get(names.orders, { pk: String(pk), sk: of }),
        );
        const changedMs = Math.max(
          ...changed.map((row) => (row === undefined ? 0 : Date.parse(String(row['updatedAt'])))),
        );
        const ageMs = world.kernel.nowMs - changedMs;
        // Without it, nobody could find out whether a receipt of unknown outcome exists.
        const isNeeded = changed.some((row) => row?.['state'] === 'unknown');
        return sk === 'payload' && ageMs > longestKeptMs && !isNeeded
          ? `the payload of ${String(pk)} is still there ${ageMs} ms after its order changed`
          : undefined;
      });
    },
  },
];
