import { afterAll, beforeAll, describe } from 'vitest';
import { start, stop } from './everyday/stack.ts';

beforeAll(start);
afterAll(stop);

// First what expects that nothing was ever taken, then what expects every row settled and one order simulated. What lets AWS fail comes last: it
// expects no parked rows but its own.
describe('releases', async () => {
  await import('./everyday/releases.ts');
});
describe('webhooks that are refused', async () => {
  await import('./everyday/refused.ts');
});
describe('the happy path', async () => {
  await import('./everyday/happy-path.ts');
});
describe('Stripe', async () => {
  await import('./everyday/stripe.ts');
});
describe('Square', async () => {
  await import('./everyday/square.ts');
});
describe('Wix', async () => {
  await import('./everyday/wix.ts');
});
describe('BigCommerce', async () => {
  await import('./everyday/bigcommerce.ts');
});
describe('Ecwid', async () => {
  await import('./everyday/ecwid.ts');
});
describe('Saleor', async () => {
  await import('./everyday/saleor.ts');
});
describe('Adobe Commerce', async () => {
  await import('./everyday/adobe-commerce.ts');
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
describe('Shopware', async () => {
  await import('./everyday/shopware.ts');
});
describe('Shopify by events', async () => {
  await import('./everyday/shopify-events.ts');
});
describe('changes of secrets and settings', async () => {
  await import('./everyday/changes.ts');
});
describe('shared ThankU tokens', async () => {
  await import('./everyday/shared-tokens.ts');
});
describe('notifications', async () => {
  await import('./everyday/notify.ts');
});
describe('AWS that fails', async () => {
  await import('./everyday/aws-faults.ts');
});
