import { purchaseWebhookUrl } from '../../lib/partners/thanx/purchase-webhook.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { presence } from '../../lib/secrets/writer.ts';
import type { Output } from '../cli/output.ts';
import type { StageAws } from '../stage/aws.ts';
import type { ThanxSubject } from './check.ts';

/** Where a credential takes Thanx's purchase webhooks. */
export interface PurchaseWebhook {
  /** The address that Thanx is given. */
  url: string;
  /** Whether an operator has put its secret. Without it, the webhooks are refused. */
  isOn: boolean;
}

export async function purchaseWebhookOf(
  aws: Pick<StageAws, 'apiUrl' | 'secrets' | 'stage'>,
  credential: string,
): Promise<PurchaseWebhook> {
  const secret = await presence(aws.secrets, secretNames.thanxWebhook(aws.stage.name, credential));
  return { url: purchaseWebhookUrl(await aws.apiUrl(), credential), isOn: secret === 'there' };
}

export function printPurchaseWebhook(out: Output, { stage, credential }: ThanxSubject, webhook: PurchaseWebhook): void {
  out.line(`Purchase webhook: ${webhook.url}`);
  if (webhook.isOn) out.line('  On: its secret is there.');
  else
    out.line(
      `  Off: it has no secret. Thanx gives you one. Then: ./thankflow secrets put thanx-webhook --credential ${credential} --stage ${stage}`,
    );
}
