import { afterAll, beforeAll, describe } from 'vitest';
import { start, world } from './privacy-commands/world.ts';

beforeAll(start);
afterAll(() => world?.stack.stop());

describe('webhooks in quarantine', async () => {
  await import('./privacy-commands/quarantine.ts');
});
describe('a customer’s data', async () => {
  await import('./privacy-commands/customer.ts');
});
describe('a shop’s data', async () => {
  await import('./privacy-commands/shop.ts');
});
