import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recentEvents, serveLocalConsole } from '../../local/console.ts';

it('a stack whose console can’t start says why, and goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-console-'));
  const { where, stop } = await serveLocalConsole(folder, { events: () => [], onUsed: () => undefined });
  expect(where).toBe(`not running: No local stack runs on ${folder}. Start one: npm start`);
  await stop();
  await rm(folder, { recursive: true });
});

it('the console has the latest 50 events, the newest first', () => {
  const events = recentEvents(() => Date.parse('2026-11-20T12:00:00Z'));
  for (let number = 1; number <= 60; number++) events.add({ text: `#${number}`, tone: 'plain' });
  const kept = events.newestFirst();
  expect(kept).toHaveLength(50);
  expect(kept[0]).toEqual({ at: '2026-11-20T12:00:00.000Z', text: '#60', tone: 'plain' });
  expect(kept.at(-1)?.text).toBe('#11');
});
