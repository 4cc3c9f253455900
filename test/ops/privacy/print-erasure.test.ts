import { expect, it } from 'vitest';
import { output } from '../../../ops/cli/output.ts';
import { printErasure } from '../../../ops/privacy/print-erasure.ts';

const nothing = {
  orders: 0,
  open: [],
  pollingStopped: 0,
  refundsStopped: 0,
  parked: 0,
  deadLetters: [],
  quarantined: 0,
  notOpened: [],
  unreadable: [],
  thankus: [],
  exportRequests: 0,
  alsoKnownAs: [],
};

function printed(orders: number, done: boolean): string {
  const lines: string[] = [];
  const out = output(false, { result: (text) => lines.push(text), note: (text) => lines.push(text) });
  printErasure(out, { shop: 'oak', customer: { id: '7' } }, { ...nothing, orders }, done);
  return lines.join('\n');
}

it.each([0, 2])('an erasure says that it is done, whether or not it found data: %i orders', (orders) => {
  expect(printed(orders, true)).toMatch(/done.*erased the customer at oak\nLater orders of the customer are skipped/);
});

it.each([0, 2])('what would be erased is not called done: %i orders', (orders) => {
  expect(printed(orders, false)).not.toMatch(/^done/m);
  expect(printed(orders, false)).toContain('Once the customer is erased');
});
