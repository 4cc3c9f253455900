import type { Command } from 'commander';
import { examples } from '../cli/context.ts';
import { dlqDropCommand } from './dlq-drop.ts';
import { dlqListCommand } from './dlq-list.ts';
import { dlqReplayCommand } from './dlq-replay.ts';
import { dlqSendCommand } from './dlq-send.ts';
import { dlqShowCommand } from './dlq-show.ts';

export function dlqCommand(program: Command): void {
  const dlq = program
    .command('dlq')
    .description('dead letters: messages that failed for good; list, replay, correct or drop them')
    .addHelpText(
      'after',
      examples(
        'dlq list --stage prod',
        'dlq replay --reason gave-up --stage prod',
        'dlq replay --reason gave-up --limit 10 --yes --stage prod',
      ),
    );
  dlqListCommand(dlq);
  dlqShowCommand(dlq);
  dlqReplayCommand(dlq);
  dlqSendCommand(dlq);
  dlqDropCommand(dlq);
}
