import { afterAll, vi } from 'vitest';

/** Files of tests share the modules of their worker: what one replaced, the next must find as it is. */
afterAll(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});
