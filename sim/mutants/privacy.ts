import type { Mutant } from './mutant.ts';

const erase = 'lib/privacy/erase.ts';

/** Faults about customers who ask to be forgotten. */
export const privacyMutants: readonly Mutant[] = [
  {
    name: 'no-tombstone',
    file: 'lib/store/erased.ts',
    search: 'await store.erased.insert(key, tombstone);',
    replace: 'await store.erased.insert({ ...key, pk: `lost-${key.pk}` }, tombstone);',
    breaks: 'A customer who was erased is thanked by name for a webhook that comes late.',
  },
  {
    name: 'begun-unseen',
    file: 'functions/thank-customer/attempt.ts',
    search: 'if (await isErased(ports.store, shop, payload.order.customer)) return',
    replace: 'if (begun === undefined && (await isErased(ports.store, shop, payload.order.customer))) return',
    breaks: 'A customer who was erased is thanked by name if the shop has nothing that makes the order wait.',
  },
  {
    name: 'failed-orders-not-erased',
    file: erase,
    search: "  'stuck',\n",
    replace: '',
    breaks: 'The data of an erased customer is kept with an order that failed.',
  },
  {
    name: 'parked-not-erased',
    file: erase,
    search: 'await ports.parking.remove(pk);',
    replace: '',
    breaks: 'The data of an erased customer is kept with an order that SQS did not take.',
  },
  {
    name: 'unclaimed-not-erased',
    file: erase,
    search: 'await forgetUnclaimedOf(ports, shop, event.data.order.orderId);',
    replace: '',
    breaks: 'What a claim kept of an erased customer’s order before it was broken off stays for ever.',
    killedBy: ['test/lib/privacy/unclaimed.test.ts'],
  },
  {
    name: 'erasure-deletes-nothing',
    file: erase,
    search: 'const flagged = (row: ThankuState): ThankuState => ({ ...row, erase: true });',
    replace: 'const flagged = (row: ThankuState): ThankuState => ({ ...row, erase: false });',
    breaks: 'An order that is being thanked keeps its data when its customer is erased, and is sent again.',
    killedBy: ['test/functions/thank-customer/erase.test.ts'],
  },
  {
    name: 'followed-after-erasure',
    file: erase,
    search: 'row.follow?.customer.some((name) => whose.erasedSks.has(name))',
    replace: 'row.follow?.customer.some((name) => whose.erasedSks.has(`${name}?`))',
    breaks: 'Thanx is still asked about the receipts of a customer who was erased.',
  },
  {
    name: 'simulated-names-noted',
    file: 'functions/thank-customer/attempt.ts',
    search: 'if (!simulate) await noteNamed(',
    replace: 'await noteNamed(',
    breaks: 'Hashes of customers are stored for ThankUs that nobody can see.',
  },
];
