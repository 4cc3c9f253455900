import { settingsStore } from '../../lib/shops/settings-store.ts';
import { shopControl } from '../../lib/store/control.ts';
import { auditTrail } from '../../ops/audit/trail.ts';
import { startLocalAws } from '../support/local-aws.ts';
import { shopFile, thankflow } from './support.ts';

/** Tables, and commands about one shop after the other, which have the same settings and nothing else in common. */
export async function oneShopAtATime() {
  const aws = await startLocalAws();
  let count = 0;
  const run = (...args: string[]) => thankflow(args, { env: { LOCAL_DIR: aws.folder } });
  return {
    aws,
    run,
    json: async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout) as unknown,
    close: () => aws.close(),
    next() {
      const shop = `oak-${(count += 1)}`;
      const file = (...changes: [string, string][]) =>
        shopFile([['shop: oak-shop', `shop: ${shop}`], ['slug: oak-and-ash', `slug: ${shop}`], ...changes]);
      return {
        shop,
        file,
        apply: async (...changes: [string, string][]) =>
          await run('shops', 'apply', await file(...changes), '--by', 'ada', '--yes'),
        stored: () => settingsStore(aws.documents, aws.settingsTable).stored(shop),
        control: shopControl(aws.documents, aws.controlTable)(shop),
        /** What the audit trail says about the shop: the command, its subjects, how it ended, its result. */
        async audited() {
          const found = [];
          for await (const entry of auditTrail(aws.documents, aws.controlTable).list(
            Date.now() - 3_600_000,
            Date.now(),
          ))
            if (entry.about.includes(shop))
              found.push([entry.what, entry.about.join(', '), entry.outcome, entry.result]);
          return found;
        },
      };
    },
  };
}
