import type { Command } from 'commander';
import { dlqDropCommand } from './dlq-drop.ts';
import { dlqListCommand } from './dlq-list.ts';
import { dlqReplayCommand } from './dlq-replay.ts';
import { dlqShowCommand } from './dlq-show.ts';

export function dlqCommand(program: Command): void {
  const dlq = program.command('dlq').description('dead letters: what failed or crashed for good, and sending it again');
  dlqListCommand(dlq);
  dlqShowCommand(dlq);
  dlqReplayCommand(dlq);
  dlqDropCommand(dlq);
}
