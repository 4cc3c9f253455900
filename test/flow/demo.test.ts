import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { beforeAll, describe, expect, it } from 'vitest';
import { SecretBook } from '../../local/aws/secret-book.ts';
import { eventsFor } from '../../lib/notify/notification.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { demoSamples } from '../../local/demo/sample-orders.ts';

const demoTimeoutMs = 360_000;
let localDir: string;
let screen: string;
let logs: string;

beforeAll(async () => {
  localDir = await mkdtemp(join(tmpdir(), 'thankflow-demo-'));
  const demo = await promisify(execFile)(process.execPath, ['local/demo/demo.ts'], {
    env: { ...process.env, LOCAL_DIR: localDir },
  });
  screen = demo.stdout;
  const folder = join(localDir, 'logs');
  logs = (await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))).join('');
  // Two minutes of it are a refund's wait.
}, demoTimeoutMs);

/** Every text of a value, however deep. */
const leaves = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [];

describe('npm run demo', () => {
  it('ends with its table and says that every promise was kept', () => {
    for (const { number } of demoSamples(Date.now())) expect(screen).toMatch(new RegExp(`^${number} `, 'm'));
    expect(screen).toContain('Every promise was kept');
    expect(screen).toMatch(/queued 1 of 1[\s\S]*✓ the order whose webhook was lost is thanked/);
    expect(screen).toMatch(
      /✓ the server of demo-standard got the webhook evt_[\s\S]*The standardwebhooks library verified it/,
    );
    expect(screen).toMatch(/✓ Shopify’s order 5500000004711 has the metafield thankflow.link: http/);
    expect(screen).toMatch(/^1001 .* .* basket billed *$/m);
    expect(screen).toMatch(
      /basket demo-square\.demo-square-SqDemo0000000000000000001ZY: refunded, 32 of 64 points are left/,
    );
    expect(screen).not.toContain('✗');
  });

  it('logs what happened', () => {
    expect(logs).toContain('webhook accepted');
    expect(logs).toContain('OrderThanked');
    expect(logs).toContain('ReceiptSubmitted');
    expect(logs).toContain('basket billed');
  });

  it('logs nothing personal', () => {
    const personal = [
      'Ada',
      'Lovelace',
      'ada.lovelace',
      'نور',
      'Haddad',
      'noor.haddad',
      'Stranger',
      'sam@',
      'Oak desk',
      'Poems',
      'Fischerhemd',
    ];
    expect(personal.filter((text) => logs.includes(text) || logs.includes(JSON.stringify(text).slice(1, -1)))).toEqual(
      [],
    );
  });

  it('logs no secret, token or key', async () => {
    const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(localDir, name), 'utf8'));
    const book = SecretBook.parse(await read('secrets.json'));
    const values = Object.values(book).flatMap(({ versions }) =>
      Object.values(versions).flatMap(({ SecretString = '{}' }) => leaves(JSON.parse(SecretString))),
    );
    const statusKeys = Object.values(z.record(z.string(), z.string()).parse(await read('status-keys.json')));
    // A key's `kty` and `crv` are words like any other, and so are the names of platforms and kinds of targets.
    const words: ReadonlySet<string> = new Set(['EC', 'P-256', ...PlatformName.options, ...Object.keys(eventsFor)]);
    const secrets = values.filter((value) => !words.has(value) && !value.startsWith('http'));
    expect(secrets.length).toBeGreaterThan(6);
    expect([...secrets, ...statusKeys].filter((secret) => logs.includes(secret))).toEqual([]);
    // Tokens of customers live in memory only: whatever looks like a bearer token is one too many.
    expect(logs).not.toMatch(/bearer|access_token/i);
  });
});
