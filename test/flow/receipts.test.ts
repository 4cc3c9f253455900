import { afterAll, beforeAll, describe } from 'vitest';
import { stack, start } from './receipts/stack.ts';

beforeAll(start);
afterAll(() => stack?.stop());

describe('what Thanx decides', async () => {
  await import('./receipts/following.ts');
});
describe('what goes wrong at Thanx', async () => {
  await import('./receipts/failures.ts');
});
describe('what a receipt says', async () => {
  await import('./receipts/contents.ts');
});
