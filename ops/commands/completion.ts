import { Argument, type Command } from 'commander';
import * as z from 'zod';
import { stages } from '../../infra/stages.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { shellCommands } from '../completion/tree.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { examples } from '../cli/context.ts';

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
const Shell = z.enum(['bash', 'zsh', 'fish']);

/** What is known to follow an option, besides what the option itself says. */
const values = {
  '--stage': Object.keys(stages),
  '--credential': [...new Set(Object.values(stages).flatMap(({ thanxCredentials }) => thanxCredentials))],
};

export function completionCommand(program: Command): void {
  program
    .command('completion')
    .description('prints a script with which your shell completes commands and options')
    .addArgument(new Argument('<shell>', 'your shell').choices(Shell.options))
    .addHelpText(
      'after',
      `${examples('completion bash', 'completion zsh', 'completion fish')}
The script completes \`./thankflow\`, and \`thankflow\` if a link to it is on your PATH. For bash (zsh alike, after compinit):
  eval "$(./thankflow completion bash)"
fish reads it from ~/.config/fish/completions/thankflow.fish. It knows the commands of today: make it anew after an update.`,
    )
    .action((shell: string) => {
      process.stdout.write(shells[Shell.parse(shell)](shellCommands(program, values)));
    });
}
