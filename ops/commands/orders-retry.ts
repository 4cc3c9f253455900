import { Argument, type Command } from 'commander';
import * as z from 'zod';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { orderKeys } from '../orders/order-key.ts';
import { noSuchOrder, orderRows } from '../orders/order-rows.ts';
import { readOrder } from '../orders/read-order.ts';
import { describeRepaired, finishRepair, type Repaired } from '../orders/repaired.ts';
import { retry } from '../orders/retry.ts';
import { retryNotifications, withNotifications } from '../orders/retry-notifications.ts';
import { tryOne } from '../pause/try-one.ts';
import { repairPorts } from '../repair/ports.ts';

const Options = z.object({ wait: z.boolean(), refreeze: z.boolean().default(false) });

export function ordersRetryCommand(orders: Command): void {
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
for it at Thanx once more. Notifications of the shop's own systems that failed or wait are tried now, too. The order's
dead letter is deleted.
Exit codes: 0 done, 1 nothing could be done, 2 wrong usage, 3 some orders couldn't be handled, failed again, or aren't finished yet.`,
    )
    .action(async (keys: OrderKey[], _, command: Command) => {
      const options = Options.parse(command.opts());
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
            const tried = await retryNotifications(aws, key, order.notifications);
            const retried = await retry(ports, key, order, { stage: stage.name, refreeze: options.refreeze });
            const nothingElse = order.parts.every(({ phase }) => phase === 'through');
            done.push(withNotifications(retried, tried, { nothingElse }));
          }
          tell(describeRepaired(done));
          return done;
        });
        await finishRepair(aws, out, repaired, options);
      });
    });
}
