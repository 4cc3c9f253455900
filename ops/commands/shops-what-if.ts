import type { Command } from 'commander';
import * as z from 'zod';
import { batchesOf } from '../../lib/batches.ts';
import { ThankflowError } from '../../lib/errors.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { keys } from '../../lib/store/keys.ts';
import { orderStore, type OrderStore } from '../../lib/store/orders.ts';
import { examples, onStage } from '../cli/context.ts';
import { since } from '../cli/option-values.ts';
import type { Output } from '../cli/output.ts';
import { progress } from '../cli/progress.ts';
import { instant, number } from '../cli/words.ts';
import { orderIndex } from '../orders/order-index.ts';
import { knownShop } from '../shops/known-shop.ts';
import { readShopFiles } from '../shops/shop-files.ts';
import { whatIf, type PastOrder } from '../shops/what-if.ts';
import { WhatIfTally } from '../shops/what-if-tally.ts';

const Options = z.object({ since: z.number() });

/** Orders read at the same time. */
const readAtOnce = 50;

export function whatIfCommand(shops: Command): void {
  shops
    .command('what-if')
    .description('compute what settings would have given for the shop’s past orders; changes nothing')
    .argument('<file>', 'a settings file')
    .option(
      '--since <when>',
      'orders first seen since: 12h, 30d, 4w, a date or a time',
      (text) => since(text),
      since('30d'),
    )
    .addHelpText(
      'after',
      `${examples('shops what-if shops/my-shop.yaml', 'shops what-if shops/my-shop.yaml --since 12w --stage prod', 'shops what-if shops/my-shop.yaml --since 2026-11-01 --json')}
It compares what the orders were given with what the file would give, also for orders that still wait or failed. Items, tags and channels of settled orders are
deleted: if these decide, an order counts only as far as the file doesn't change that. The rest isn't computed.`,
    )
    .action(async (path: string, _, command: Command) => {
      const { since: sinceMs } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const [file] = await readShopFiles([path], stage);
        if (file === undefined) throw new ThankflowError('usage', 'give a settings file');
        const { shop } = file.settings;
        const { settings: inEffect } = await knownShop(aws, shop);
        const store = orderStore(aws.documents, aws.ordersTable);
        const found = orderIndex(aws.documents, aws.ordersTable).byShop(shop, sinceMs);
        const bar = progress('orders read', 0);
        const tally = new WhatIfTally();
        try {
          for await (const batch of batchesOf(found, readAtOnce)) {
            const read = await Promise.all(batch.map(({ pid }) => pastOrder(store, shop, pid)));
            for (const past of read) count(tally, past, file.settings, inEffect);
            bar.advance(batch.length);
          }
        } finally {
          bar.stop();
        }
        const { counts, notComputed, units } = tally;
        const shown = [...tally.examples];
        const json = { ...counts, notComputed, units, examples: shown };
        out.json({ stage: stage.name, shop, since: new Date(sinceMs).toISOString(), ...json });
        print(out, tally, `${shop}, orders since ${instant(sinceMs)}`);
      });
    });
}

/** `unreadable`: only another version can read the row. `undefined`: it's no longer there. */
async function pastOrder(store: OrderStore, shop: string, pid: string): Promise<PastOrder | 'unreadable' | undefined> {
  try {
    const row = await store.thanku.get(keys.thanku(shop, pid));
    if (row === undefined) return undefined;
    // A settled order has no payload.
    const payload = row.settledAt === undefined ? await store.payload.get(keys.payload(shop, pid)) : undefined;
    return { row, order: payload?.order };
  } catch (error) {
    if (error instanceof ThankflowError && error.code === 'bad-row') return 'unreadable';
    throw error;
  }
}

function count(
  tally: WhatIfTally,
  past: PastOrder | 'unreadable' | undefined,
  file: ShopSettings,
  inEffect: ShopSettings | undefined,
): void {
  if (past === undefined) return;
  if (past === 'unreadable') return tally.addUnreadable();
  const { amount, currency, simulated } = past.row;
  const words = `an order of ${amount ?? 'unknown amount'} ${currency ?? ''}`.trim();
  tally.add(whatIf(past, file, inEffect), { words, simulated: simulated === true });
}

const whys = {
  'items-deleted': 'a rule depends on the order’s items, which are deleted',
  'tags-deleted': 'a filter depends on the order’s tags or channel, which are deleted',
  'not-recorded': 'the order’s row doesn’t say what it was given, or its amount',
  'row-unreadable': 'a newer version wrote the order’s row, or it is damaged',
} satisfies Record<keyof WhatIfTally['notComputed'], string>;

function print(out: Output, { counts, notComputed, units, examples: shown }: WhatIfTally, title: string): void {
  const { orders, affected, more, less, unchanged, reversed, simulated } = counts;
  out.heading(title);
  out.table(
    ['cause', 'given', 'with the file'],
    units.map(({ cause, beforeInWords, afterInWords }) => [cause, beforeInWords, afterInWords]),
  );
  out.line(
    `${number(orders)} orders: ${number(affected)} affected (${number(more)} give more, ${number(less)} less), ${number(unchanged)} unchanged, ${number(reversed)} reversed before they were thanked`,
  );
  if (simulated > 0) out.line(`${number(simulated)} of them were simulated and cost nothing.`);
  for (const [why, words] of Object.entries(whys)) {
    const missing = Object.entries(notComputed).find(([name]) => name === why)?.[1];
    if (missing !== undefined) out.line(`${number(missing)} not computed: ${words}`);
  }
  for (const example of shown) out.line(`  ${example}`);
  out.note('Nothing was changed.');
}
