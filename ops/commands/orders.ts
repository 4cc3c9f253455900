import { Argument, type Command } from 'commander';
import * as z from 'zod';
import { audited, changing, examples, onStage } from '../cli/context.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { orderKeys, orderKey } from '../orders/order-key.ts';
import { noSuchOrder, orderRows } from '../orders/order-rows.ts';
import { readOrder } from '../orders/read-order.ts';
import { describeRepaired, finishRepair, type Repaired } from '../orders/repaired.ts';
import { retry } from '../orders/retry.ts';
import { tryOne } from '../pause/try-one.ts';
import { repairPorts } from '../repair/ports.ts';
import { printOrder, printRequest } from '../orders/print-order.ts';
import { ordersFindCommand, ordersListCommand } from './orders-list.ts';
import { ordersImportCommand } from './orders-import.ts';
import { ordersRefreezeCommand } from './orders-refreeze.ts';
import { ordersResolveCommand } from './orders-resolve.ts';

const RetryOptions = z.object({ wait: z.boolean(), refreeze: z.boolean().default(false) });

function ordersRetryCommand(orders: Command): void {
  changing(orders.command('retry'))
    .description('retry what failed of these orders with the frozen requests; try now what is waiting')
    .addArgument(new Argument('<key...>', 'order keys: `my-shop/my-shop-1001`').argParser(orderKeys))
    .option('--refreeze', 'with requests from the current settings, if they differ and that is safe')
    .option('--no-wait', 'don’t wait for the results')
    .addHelpText(
      'after',
      `${examples(
        'orders retry my-shop/my-shop-1001',
        'orders retry my-shop/my-shop-1001 --refreeze',
        'orders retry my-shop/my-shop-1001 my-shop/my-shop-1002 --stage prod --why "ThankU is back"',
      )}
It sends the same bytes as before, so ThankU doesn't create a second ThankU. With --refreeze, it creates new requests from
the current settings if the partner refused every attempt. A receipt of unknown outcome isn't sent again: thankflow looks
for it at Thanx once more. The order's dead letter is deleted.
Exit codes: 0 done, 1 nothing could be done, 2 wrong usage, 3 some orders couldn't be handled, failed again, or aren't finished yet.`,
    )
    .action(async (keys: OrderKey[], _, command: Command) => {
      const options = RetryOptions.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        // Nothing is changed unless every key exists.
        const ports = repairPorts(aws);
        for (const key of keys)
          if ((await orderRows(ports.store, key)) === undefined) throw noSuchOrder(key, stage.name);
        const about = keys.map(keyText);
        const repaired = await audited(aws, command, { about }, async (tell) => {
          const done: Repaired[] = [];
          for (const key of keys) {
            const order = await readOrder(aws, key, { withAudit: false });
            if (order === undefined) throw noSuchOrder(key, stage.name);
            // This order is the one that tries while the circuit is open. If it's refused, it waits again.
            if (order.shopHeld) await tryOne(aws, { what: 'thanku', shop: key.shop }, { wakes: false });
            done.push(await retry(ports, key, order, { stage: stage.name, refreeze: options.refreeze }));
          }
          tell(describeRepaired(done));
          return done;
        });
        await finishRepair(aws, out, repaired, options);
      });
    });
}

const ShowOptions = z.object({ request: z.boolean().default(false) });

function ordersShowCommand(orders: Command): void {
  orders
    .command('show')
    .description("an order's history: times, attempts, the partners' answers, and what comes next")
    .addArgument(new Argument('<key>', 'an order key: `my-shop/my-shop-1001`').argParser(orderKey))
    .option('--request', 'also show the requests, which are personal data')
    .addHelpText(
      'after',
      examples('orders show my-shop/my-shop-1001', 'orders show my-shop/my-shop-1001 --request --stage prod'),
    )
    .action(async (key: OrderKey, _, command: Command) => {
      const { request } = ShowOptions.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const order = await readOrder(aws, key);
        if (order === undefined) throw noSuchOrder(key, stage.name);
        const { rows, payload, parts: _parts, ...rest } = order;
        const { thanku, receipt, giftCards } = rows;
        if (request) out.note('The requests are personal data: delete any copy of this.');
        const shown = { key: keyText(key), order: thanku, receipt, giftCards, ...rest };
        out.json({ stage: stage.name, ...shown, ...(request && { request: payload }) });
        printOrder(out, order, stage.name);
        if (request) printRequest(out, order);
      });
    });
}

export function ordersCommand(program: Command): void {
  const orders = program
    .command('orders')
    .description('single orders: find them, see their history, retry what failed')
    .addHelpText(
      'after',
      examples(
        'orders find 1001 --stage prod',
        'orders show my-shop/my-shop-1001 --stage prod',
        'orders retry my-shop/my-shop-1001 --stage prod',
      ),
    );
  ordersFindCommand(orders);
  ordersShowCommand(orders);
  ordersListCommand(orders);
  ordersRetryCommand(orders);
  ordersRefreezeCommand(orders);
  ordersResolveCommand(orders);
  ordersImportCommand(orders);
}
