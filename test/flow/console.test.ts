import { afterAll, beforeAll, describe } from 'vitest';
import { hasChromium } from '../browser/chromium.ts';
import { start, stop } from './console/stack.ts';

describe.skipIf(!hasChromium)('the console in a browser (skipped without Chromium)', () => {
  beforeAll(start);
  afterAll(stop);

  // The newcomer's stage has never been touched.
  describe('for somebody who sees it for the first time', async () => {
    await import('./console/newcomer.ts');
  });
  describe('repairs', async () => {
    await import('./console/repairs.ts');
  });
  describe('lists', async () => {
    await import('./console/letters.ts');
  });
  describe('pages', async () => {
    await import('./console/pages.ts');
  });
  describe('people', async () => {
    await import('./console/people.ts');
  });
});
