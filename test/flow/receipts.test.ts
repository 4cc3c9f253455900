import { afterAll, beforeAll, describe } from 'vitest';
import { stack, start } from './receipts/stack.ts';

beforeAll(start);
afterAll(() => stack?.stop());

// First what counts each look at Thanx. What changes Thanx’s limits comes last: before it, nothing may have been refused for them.
describe('what Thanx decides', async () => {
  await import('./receipts/following.ts');
});
describe('what Thanx reports', async () => {
  await import('./receipts/purchases.ts');
});
describe('what goes wrong at Thanx', async () => {
  await import('./receipts/failures.ts');
});
describe('baskets instead of receipts', async () => {
  await import('./receipts/baskets.ts');
});
describe('what a receipt says', async () => {
  await import('./receipts/contents.ts');
});
