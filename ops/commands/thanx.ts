import type { Command } from 'commander';
import { examples } from '../cli/context.ts';
import { thanxCheckCommand } from './thanx-check.ts';

export function thanxCommand(program: Command): void {
  const thanx = program
    .command('thanx')
    .description('the loyalty programme: check what receipts need')
    .addHelpText('after', examples('thanx check --shop my-shop --stage prod'));
  thanxCheckCommand(thanx);
}
