import type { Command } from 'commander';
import type { PlatformAdmin } from '../../lib/platforms/admin/platform-admin.ts';
import { audited } from '../audit/audited.ts';
import type { Output } from '../cli/output.ts';
import type { StageAws } from '../stage/aws.ts';
import { subscribe, type SubscribePlan } from './subscribe.ts';

/** Creates a shop's webhooks at its platform, audited, and prints each. @returns the topics */
export async function createWebhooks(
  { aws, command, out, shop }: { aws: StageAws; command: Command; out: Output; shop: string },
  admin: PlatformAdmin,
  plan: SubscribePlan,
): Promise<string[]> {
  const created: string[] = [];
  await audited(aws, command, { about: [shop] }, (tell) =>
    subscribe(admin, plan, (topic) => {
      created.push(topic);
      tell(`created ${created.join(', ')}`);
      out.done(`created: ${topic}`);
    }),
  );
  return created;
}
