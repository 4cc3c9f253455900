import type { Command } from 'commander';
import * as z from 'zod';
import { publicThankus } from '../../lib/privacy/named.ts';
import { openRequests } from '../../lib/privacy/requests.ts';
import { withStage } from '../aws.ts';
import { contextOf, examples } from '../context.ts';
import { tellThankus, thankuJson } from '../privacy/erasure-words.ts';
import { privacyPorts } from '../privacy/ports.ts';
import { shellWord } from '../terminal.ts';
import { ago } from '../words.ts';

const Options = z.object({ shop: z.string().optional() });

export function privacyListCommand(privacy: Command): void {
  privacy
    .command('list')
    .description('what customers asked for that a person has to see to; changes nothing')
    .option('--shop <id>', 'of this shop only')
    .addHelpText(
      'after',
      `${examples('privacy list', 'privacy list --shop my-shop --json')}
Two kinds: requests for data (privacy export answers them), and public ThankUs that name somebody who was erased (ThankU's
support takes them down). privacy close ID takes either from the list. Shows personal data.`,
    )
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      const { shop: only } = Options.parse(command.opts());
      await withStage(stage, async (aws) => {
        const ports = privacyPorts(aws);
        const open = await Array.fromAsync(openRequests(ports, only));
        const listed: object[] = [];
        if (open.length === 0) out.line('Nobody waits for anything.');
        for (const one of open) {
          const { id, shop } = one;
          const since = ago(Date.parse(one.request.at), Date.now());
          if (listed.length > 0) out.line();
          out.line(out.style('bold', id));
          if (one.kind === 'export') {
            const { customerId, email, at } = one.request;
            const names = [customerId, email].filter((name) => name !== undefined);
            listed.push({ id, kind: 'export', shop, at, customerId, email });
            out.line(`${shop}: a customer asked for their data ${since}: ${names.join(', ')}`);
            const customer = names.map((name) => `--customer ${shellWord(name)}`).join(' ');
            out.line(
              `  npx thankflow privacy export --shop ${shop} ${customer} --output FILE --close --stage ${stage.name}`,
            );
            continue;
          }
          const { at, hashes } = one.request;
          const whom =
            hashes.length === 0 ? 'all its customers were' : `customer ${(hashes[0] ?? '').slice(0, 12)} was`;
          out.line(`${shop}: ${whom} erased ${since}, and ThankUs named them.`);
          // All of them: what is not shown here nobody could name once the request is closed.
          const thankus = await Array.fromAsync(publicThankus(ports.store, shop, hashes));
          listed.push({ id, kind: 'named', shop, at, thankus: thankus.map((thanku) => thankuJson(shop, thanku)) });
          tellThankus(out, shop, thankus);
          if (thankus.length === 0) out.line('None of them is public after all.');
          out.line(`  When they are down: npx thankflow privacy close ${id.slice(0, 12)} --stage ${stage.name}`);
        }
        out.json({ stage: stage.name, requests: listed });
        if (open.some(({ kind }) => kind === 'export'))
          out.note('This is personal data: do not send it where it does not belong.');
      });
    });
}
