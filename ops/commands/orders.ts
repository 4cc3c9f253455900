import type { Command } from 'commander';
import { examples } from '../cli/context.ts';
import { ordersFindCommand } from './orders-find.ts';
import { ordersImportCommand } from './orders-import.ts';
import { ordersListCommand } from './orders-list.ts';
import { ordersRefreezeCommand } from './orders-refreeze.ts';
import { ordersResolveCommand } from './orders-resolve.ts';
import { ordersRetryCommand } from './orders-retry.ts';
import { ordersShowCommand } from './orders-show.ts';

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
