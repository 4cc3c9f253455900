import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, runbookReader, type RunbookReader } from './support/runbook-reader.ts';

let reader: RunbookReader;
beforeAll(async () => {
  reader = await runbookReader();
});
afterAll(() => reader?.stop());

describe('every command of the runbook works when an order or a customer is stuck', () => {
  it.each(codesOf('order', 'customer'))('stuck: %s, which stuck names', async (code) => {
    expect(await reader.putRight(code)).toEqual([]);
  });
});
