import type { Command } from 'commander';
import { thanxCheckCommand } from './thanx-check.ts';

export function thanxCommand(program: Command): void {
  const thanx = program.command('thanx').description('the loyalty programme: is everything there that receipts need?');
  thanxCheckCommand(thanx);
}
