import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { changing } from '../audit/audited.ts';
import { examples, onStage } from '../cli/context.ts';

const Options = z.object({
  shop: z.string(),
  from: z.string().optional(),
  member: z.email('--member needs an e-mail address').optional(),
  stranger: z.email('--stranger needs an e-mail address').optional(),
  to: z.string().min(1, '--to needs the name of a new folder').optional(),
});

export function thanxCertifyCommand(thanx: Command): void {
  changing(thanx.command('certify'))
    .description("run everything that a shop sends to Thanx against its sandbox, and check it against Thanx's rules")
    .requiredOption('--shop <id>', 'the shop whose settings say what is sent')
    .option('--from <file>', 'check recorded calls, and send nothing')
    .option('--member <e-mail>', "a member of the merchant in Thanx's sandbox; their account gets the test data")
    .option('--stranger <e-mail>', 'somebody who is no member')
    .option('--to <folder>', 'the new folder for the results; default: thanx-<shop>-<time>')
    .addHelpText(
      'after',
      `${examples(
        'thanx certify --shop my-shop',
        'thanx certify --shop my-shop --member ada@example.com --stage dev',
        'thanx certify --shop my-shop --from recording.jsonl --stage prod',
      )}
It writes the report, the product guide that Thanx asks for, and the recording, without credentials and personal data. It
never calls Thanx's production. A stage sends baskets only after this has passed, with a basket sent twice, at Thanx's sandbox.
Exit codes: 0 passed, 1 something has to be corrected, 2 wrong usage, 3 something that the shop needs wasn't called.
docs/certification.md explains the results.`,
    )
    .action(async (_, command: Command) => {
      const options = Options.safeParse(command.opts());
      if (!options.success)
        throw new ThankflowError(
          'usage',
          options.error.issues.map(({ message }) => message),
        );
      // Validators of JSON Schema take time to load, and no other command needs them.
      const { certify } = await import('../thanx/certify/certify.ts');
      await onStage(command, async ({ aws, out }) => await certify(aws, { out, command }, options.data));
    });
}
