import type { Command } from 'commander';
import { examples } from '../cli/context.ts';
import { thanxCertifyCommand } from './thanx-certify.ts';
import { thanxCheckCommand } from './thanx-check.ts';

export function thanxCommand(program: Command): void {
  const thanx = program
    .command('thanx')
    .description('the loyalty programme: check what receipts and baskets need, and certify what is sent')
    .addHelpText(
      'after',
      examples('thanx check --shop my-shop --stage prod', 'thanx certify --shop my-shop --stage dev'),
    );
  thanxCheckCommand(thanx);
  thanxCertifyCommand(thanx);
}
