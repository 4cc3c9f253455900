import { afterAll, beforeAll, describe } from 'vitest';
import { stack, start } from './everyday/stack.ts';

beforeAll(start);
afterAll(() => stack?.stop());

// First what leaves nothing behind, then what leaves nothing unsettled. What lets AWS fail comes last.
describe('webhooks that are refused', async () => {
  await import('./everyday/refused.ts');
});
describe('the happy path', async () => {
  await import('./everyday/happy-path.ts');
});
describe('duplicates', async () => {
  await import('./everyday/duplicates.ts');
});
describe('bad input', async () => {
  await import('./everyday/bad-input.ts');
});
describe('reversals', async () => {
  await import('./everyday/reversals.ts');
});
describe('forged headers', async () => {
  await import('./everyday/forged-headers.ts');
});
describe('changes of secrets and settings', async () => {
  await import('./everyday/changes.ts');
});
describe('AWS that fails', async () => {
  await import('./everyday/aws-faults.ts');
});
