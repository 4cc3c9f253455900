import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { credentialControl } from '../lib/store/control.ts';

const by = 'the local stack';

/**
 * Lets the local stage send baskets to the built-in sandbox, which nobody has to be certified for. If another server is used instead, it needs
 * `./thankflow thanx certify`, as on any stage.
 */
export async function allowBaskets(
  { documents, controlTable }: { documents: DynamoDBDocumentClient; controlTable: string },
  credentials: readonly string[],
  { sandboxUrl, now }: { sandboxUrl: string | undefined; now: () => number },
): Promise<void> {
  for (const credential of credentials) {
    await credentialControl(documents, controlTable, credential).change(({ basketsCertified: known, ...control }) => {
      if (known !== undefined && known.by !== by) return undefined;
      if (sandboxUrl === undefined) return known === undefined ? undefined : control;
      return known?.host === sandboxUrl
        ? undefined
        : { ...control, basketsCertified: { at: new Date(now()).toISOString(), by, host: sandboxUrl } };
    });
  }
}
