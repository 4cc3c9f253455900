import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, runbookReader, type RunbookReader } from './support/runbook-reader.ts';

let reader: RunbookReader;
beforeAll(async () => {
  reader = await runbookReader();
});
afterAll(() => reader?.stop());

describe('every command of the runbook works when the stage, a shop or a message is stuck', () => {
  it.each(codesOf('row', 'webhook', 'message', 'shop', 'credential', 'partner'))(
    'stuck: %s, which stuck names',
    async (code) => {
      expect(await reader.putRight(code)).toEqual([]);
    },
  );
});
