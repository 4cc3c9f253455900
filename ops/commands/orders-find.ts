import type { Command } from 'commander';
import * as z from 'zod';
import { orderIndex } from '../orders/order-index.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { examples, onStage } from '../cli/context.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { lookElsewhere } from '../orders/elsewhere.ts';
import { describeElsewhere } from '../orders/describe-elsewhere.ts';
import { findOrders } from '../orders/find.ts';
import { orderRows } from '../orders/order-rows.ts';
import { summaryOf, printOrders } from '../orders/print-orders.ts';
import { pidPrefixIn } from '../../lib/shops/stored-settings.ts';
import { shopsMeant } from '../shops/known-shop.ts';

const Options = z.object({ shop: z.string().optional() });

export function ordersFindCommand(orders: Command): void {
  orders
    .command('find')
    .description("find an order by its number, the platform's ID, or the ID of its ThankU or receipt")
    .argument('<text>', "`1001`, `#1001`, the platform's ID, an order key, or a ThankU's or receipt's ID or link")
    .option('--shop <id>', 'only this shop’s orders')
    .addHelpText(
      'after',
      `${examples("orders find '#1001'", 'orders find 1001 --shop my-shop', 'orders find sUiS29M3t0CbhOvATxnS --stage prod')}
If there is no such order, it says where the order's webhook may be: parked, in a queue, in quarantine, or refused.
Exit codes: 0 found, 1 failed, 2 not found or wrong usage.`,
    )
    .action(async (text: string, _, command: Command) => {
      const { shop } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const meant = await shopsMeant(aws, shop);
        const shops = meant.map((known) => ({ shop: known.shop, pidPrefix: pidPrefixIn(known.shop, known.raw) }));
        const store = orderStore(aws.documents, aws.ordersTable);
        const index = orderIndex(aws.documents, aws.ordersTable);
        const found = await findOrders({ store, index }, shops, text);
        const rows = await Promise.all(
          found.map(async ({ by, ...key }) => ({ by, key, rows: await orderRows(store, key) })),
        );
        const listed = rows.flatMap(({ by, key, rows: row }) =>
          // An order's number and ID are written before its first row.
          row === undefined ? [] : [{ ...row, by, key: keyText(key) }],
        );
        if (listed.length === 0) {
          const elsewhere = await lookElsewhere(aws, shops, text.trim());
          throw new ThankflowError('not-found', [
            `stage ${stage.name} has no order “${text}”${shop === undefined ? '' : ` of ${shop}`}.`,
            ...describeElsewhere(elsewhere, { stage: stage.name, shop }),
          ]);
        }
        out.json({ stage: stage.name, orders: listed.map(({ by, ...row }) => ({ ...summaryOf(row), by })) });
        printOrders(out, listed);
        out.note(`Its history: ./thankflow orders show ${listed[0]?.key ?? 'KEY'} --stage ${stage.name}`);
      });
    });
}
