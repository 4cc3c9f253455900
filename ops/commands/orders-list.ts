import { type Command, Option } from 'commander';
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
import { listOrders, orderStates } from '../orders/list.ts';
import { refuseUnknownReason } from '../orders/known-reasons.ts';
import { progress } from '../cli/progress.ts';
import { since, wholeNumber } from '../cli/option-values.ts';
import { readRows } from '../status/read-rows.ts';

const FindOptions = z.object({ shop: z.string().optional() });

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
      const { shop } = FindOptions.parse(command.opts());
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

const Options = z.object({
  shop: z.string().optional(),
  state: z.enum(orderStates).optional(),
  reason: z.string().optional(),
  since: z.number().default(0),
  limit: z.number(),
});

export function ordersListCommand(orders: Command): void {
  orders
    .command('list')
    .description('list orders, newest first')
    .option('--shop <id>', 'only this shop’s orders')
    .addOption(
      new Option('--state <state>', 'only orders in this state, of the ThankU or the receipt').choices(orderStates),
    )
    .option('--reason <code>', 'only orders with this reason, as in `orders show`: `rejected`, `cancelled`')
    .option('--since <when>', 'only orders first seen since: 30m, 12h, 3d, 2w, a date or a time', (text) => since(text))
    .option('--limit <n>', 'list at most this many', wholeNumber, 50)
    .addHelpText(
      'after',
      `${examples(
        'orders list --shop my-shop --since 2d',
        'orders list --state failed --since 1w --stage prod',
        'orders list --shop my-shop --state rejected --reason unauthorized --limit 1000 --json',
      )}
With --state or --reason, the command reads orders until it has found enough. If a shop has many, add --since.`,
    )
    .action(async (_, command: Command) => {
      const { shop, since: sinceMs, ...wanted } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const shops = await shopsMeant(aws, shop);
        const bar = progress('orders read', 0);
        const store = orderStore(aws.documents, aws.ordersTable);
        const index = orderIndex(aws.documents, aws.ordersTable);
        const listed = await listOrders(
          { store, index, readRows: (keys) => readRows(aws, keys) },
          { ...wanted, shops: shops.map((known) => known.shop), sinceMs, onRead: (read) => bar.advance(read) },
        ).finally(() => bar.stop());
        const { orders: found, more, unreadable, reasons } = listed;
        if (found.length === 0 && wanted.reason !== undefined) refuseUnknownReason(wanted.reason, reasons);
        out.json({ stage: stage.name, orders: found.map(summaryOf), more, unreadable });
        for (const message of unreadable) out.note(`Not listed: ${message}`);
        if (found.length === 0) out.note('No order matches.');
        else printOrders(out, found);
        if (more)
          out.note(`There are more: --limit ${wanted.limit * 10} shows further ones, --since and --reason fewer.`);
      });
    });
}
