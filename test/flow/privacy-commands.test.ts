import { afterAll, beforeAll, describe } from 'vitest';
import { start, world } from './privacy-commands/world.ts';

beforeAll(start);
afterAll(() => world?.stack.stop());

// A customer’s data comes before a shop’s: its tests look at the requests of all shops, and expect none but their own.
describe('webhooks in quarantine', async () => {
  await import('./privacy-commands/quarantine.ts');
});
describe('a customer’s data', async () => {
  await import('./privacy-commands/customer.ts');
});
describe('a shop’s data', async () => {
  await import('./privacy-commands/shop.ts');
});
