import { generateKeyPairSync } from 'node:crypto';
import { PublicCardKey } from '../lib/sealing/card-keys.ts';
import { sealBytes } from '../lib/sealing/seal.ts';
import { PlatformName } from '../lib/shops/platform-name.ts';
import { parseShopFile } from '../lib/shops/file/parse-yaml.ts';
import { adapters } from '../lib/platforms/adapters.ts';
import { readWebhook } from '../lib/platforms/read-webhook.ts';
import { clearBody } from '../lib/quarantine/clear-body.ts';
import { quarantined } from '../lib/quarantine/entry.ts';
import { bodiesOf, platforms, settingsFiles, type TextShape } from './cpu/shapes.ts';

/*
 * The CPU that the worst bodies and settings files take, and what twice as much takes: `npm run bench:cpu [shape]`.
 * Counted is the time of the thread, so that other work on the machine makes less of a difference.
 */

const bodyBytes = 4_000_000;
const fileChars = 100_000;
const shown = 15;
const tries = 2;
/** Of what takes less, twice as much says nothing. */
const leastMs = 10;

const only = process.argv[2] ?? '';
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const cardKey = PublicCardKey.parse({ ...pair, kid: 'bench' });

const cpuMs = (): number => process.threadCpuUsage().user / 1000 + process.threadCpuUsage().system / 1000;

async function leastOf(run: () => unknown): Promise<number> {
  let least = Infinity;
  for (let count = 0; count < tries; count++) {
    const startMs = cpuMs();
    await run();
    least = Math.min(least, cpuMs() - startMs);
  }
  return least;
}

/** What ingest does with a body: verify, read, and keep it if it can't be read. The dearer of the two ways to keep it counts. */
async function take(platform: PlatformName, body: Buffer): Promise<void> {
  const adapter = adapters[platform];
  const webhook = { headers: platforms[platform].headers, body, url: 'https://example.com/webhooks/my-shop' };
  await adapter.verify(webhook, ['secret'], 0);
  const read = readWebhook(adapter, webhook, { shop: 'my-shop', receivedAtMs: 0 });
  if (read.type !== 'unreadable') return;
  const details = { id: '', shop: 'my-shop', platform, receivedAtMs: 0, reason: read.reason, readHeaders: [] };
  JSON.stringify(quarantined(webhook, details, clearBody(adapter, body)));
  JSON.stringify(quarantined(webhook, details, { bodyIs: 'sealed', body: await sealBytes(body, cardKey) }));
}

interface Measured {
  name: string;
  halfMs: number;
  wholeMs: number;
}

async function measure(
  name: string,
  shape: TextShape,
  size: number,
  run: (text: string) => unknown,
): Promise<Measured> {
  const [half, whole] = [shape(size / 2), shape(size)];
  return { name, halfMs: await leastOf(() => run(half)), wholeMs: await leastOf(() => run(whole)) };
}

function tell(title: string, measured: readonly Measured[]): void {
  if (measured.length === 0) return;
  const worst = measured.toSorted((one, other) => other.wholeMs - one.wholeMs).slice(0, shown);
  const growth = measured.filter(({ wholeMs }) => wholeMs >= leastMs).map(({ halfMs, wholeMs }) => wholeMs / halfMs);
  console.log(
    `\n${title}: ${measured.length} shapes; doubled, the worst takes ${Math.max(...growth).toFixed(1)} times as long`,
  );
  for (const { name, halfMs, wholeMs } of worst) {
    console.log(`${wholeMs.toFixed(0).padStart(7)} ms  × ${(wholeMs / halfMs).toFixed(1)}  ${name}`);
  }
}

for (const platform of PlatformName.options) {
  const measured: Measured[] = [];
  for (const [name, shape] of bodiesOf(platforms[platform])) {
    if (name.includes(only))
      measured.push(await measure(name, shape, bodyBytes, (text) => take(platform, Buffer.from(text))));
  }
  tell(`${platform}, bodies of ${bodyBytes / 1e6} MB`, measured);
}
const files: Measured[] = [];
for (const [name, shape] of Object.entries(settingsFiles)) {
  if (name.includes(only)) {
    files.push(
      await measure(name, shape, fileChars, (text) => parseShopFile(text.slice(0, fileChars), 'my-shop.yaml')),
    );
  }
}
tell(`settings files of ${fileChars / 1000} KB`, files);
