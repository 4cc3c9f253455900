import { names } from '../stage.ts';
import { firstOf, type Invariant } from './invariant.ts';

/** What is personal goes. */
export const privacyInvariants: Invariant[] = [
  {
    name: 'rows-are-not-personal',
    promise: 'No row but a payload or a parked event ever holds a customer’s address.',
    always({ world }) {
      const lastWritten = world.lastWritten();
      if (lastWritten === undefined || lastWritten['sk'] === 'payload' || lastWritten['sk'] === 'parked')
        return undefined;
      return JSON.stringify(lastWritten).includes('@example.com')
        ? `${String(lastWritten['pk'])} ${String(lastWritten['sk'])} holds an address`
        : undefined;
    },
  },
  {
    name: 'erased',
    promise: 'In the end nothing is left of an erased customer, unless a person is told.',
    atTheEnd({ world, taken }) {
      const erasures = taken.filter(({ kind, status }) => kind === 'erase' && status === 200);
      return firstOf(world.table.rows(names.orders), (row) => {
        if (row['sk'] !== 'payload') return undefined;
        const text = JSON.stringify(row);
        const erasure = erasures.find(({ order, atMs }) => {
          const paidMs = world.paidSinceMs.get(String(row['pk']));
          return (
            text.includes(order.email) &&
            String(row['pk']).startsWith(`order#${order.shop}#`) &&
            paidMs !== undefined &&
            paidMs < atMs
          );
        });
        if (erasure === undefined) return undefined;
        const waits = ['state#thanku', 'state#receipt'].some(
          (sk) => world.table.get(names.orders, { pk: String(row['pk']), sk })?.['dueKind'] === 'stuck',
        );
        return waits ? undefined : `${String(row['pk'])} has a payload of an erased customer`;
      });
    },
  },
];
