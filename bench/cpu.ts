import { bases } from '../fuzz/bases.ts';
import { signedCase } from '../fuzz/case.ts';
import { postCase } from '../fuzz/post.ts';
import { shops } from '../fuzz/shops.ts';
import { placesIn } from '../fuzz/tree.ts';
import { parseShopFile } from '../lib/shops/file/parse-yaml.ts';
import { PlatformName } from '../lib/shops/platform-name.ts';
import { bodiesOf, settingsFiles, type TextShape } from './cpu/shapes.ts';

/*
 * The processor time that the worst bodies and settings files need, and what twice the length costs: `npm run bench:cpu [shape]`. Only the
 * time of this thread counts, so other work on the machine matters less.
 */

const bodyBytes = 4_000_000;
const fileChars = 100_000;
const shown = 15;
const tries = 2;
/** The growth of anything faster says nothing. */
const minMs = 10;

const only = process.argv[2] ?? '';

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

/** Measures all shapes with `only` in their names, and prints the worst. */
async function measure(
  title: string,
  shapes: Iterable<[name: string, shape: TextShape]>,
  size: number,
  costMs: (text: string) => Promise<number>,
): Promise<void> {
  const measured: { name: string; wholeMs: number; growth: number }[] = [];
  for (const [name, shape] of shapes) {
    if (!name.includes(only)) continue;
    const [halfMs, wholeMs] = [await costMs(shape(size / 2)), await costMs(shape(size))];
    measured.push({ name, wholeMs, growth: wholeMs / halfMs });
  }
  if (measured.length === 0) return;
  const growths = measured.filter(({ wholeMs }) => wholeMs >= minMs).map(({ growth }) => growth);
  const worst = Math.max(...growths).toFixed(1);
  console.log(`\n${title}: ${measured.length} shapes; twice the length costs at most ${worst} times as much`);
  for (const { name, wholeMs, growth } of measured.toSorted((a, b) => b.wholeMs - a.wholeMs).slice(0, shown))
    console.log(`${wholeMs.toFixed(0).padStart(7)} ms  × ${growth.toFixed(1)}  ${name}`);
}

for (const platform of PlatformName.options) {
  const [base] = bases[platform].toSorted((a, b) => placesIn(b.body).length - placesIn(a.body).length);
  const shop = shops[platform].at(-1);
  if (base === undefined || shop === undefined) continue;
  await measure(`${platform}, bodies of ${bodyBytes / 1e6} MB`, bodiesOf(base.body), bodyBytes, async (text) => {
    // A body that can't be read is stored as text or sealed. The more expensive way counts.
    const [clear, sealed] = [signedCase(shop, base, text, 1), signedCase(shop, base, text, 2)];
    return Math.max(await leastOf(() => postCase(clear)), await leastOf(() => postCase(sealed)));
  });
}
await measure(`settings files of ${fileChars / 1000} KB`, Object.entries(settingsFiles), fileChars, (text) =>
  leastOf(() => parseShopFile(text.slice(0, fileChars), 'my-shop.yaml')),
);
