import * as z from 'zod';
import { jsonOrUndefined } from '../../../json.ts';
import { checkAnswer, type CallAdmin } from '../../admin/call.ts';
import { AdminRefusal } from '../../admin/refusal.ts';

/** An app of the Dev Dashboard, which has no lasting token. The secret also signs its webhooks. */
export interface ShopifyClient {
  clientId: string;
  clientSecret: string;
}

const Granted = z.object({ access_token: z.string().min(1) });

/** What Shopify's errors mean for a person. They are pages of text that contain one of these words. */
const errors: Record<string, string> = {
  app_not_installed: 'the app isn’t installed in this shop: install it',
  shop_not_permitted: 'the app and the shop aren’t in the same Shopify organization: create the app in the shop’s own',
};

/**
 * Gets a token for an app and a shop of the same organization, valid for 24 hours. It is asked for once, when it is first needed: no pass
 * takes that long.
 * @throws AdminRefusal `unauthorized` if Shopify gives none
 * @see https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant
 */
export function grantedToken(
  call: CallAdmin,
  { clientId, clientSecret }: ShopifyClient,
  now: () => number,
): () => Promise<string> {
  let granted: Promise<string> | undefined;
  const grant = async () => {
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const answer = await call({
      method: 'POST',
      path: '/admin/oauth/access_token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
    });
    const { status, body } = answer;
    if (status >= 400 && status < 500 && status !== 429) {
      const why = Object.entries(errors).find(([word]) => body.includes(word))?.[1];
      throw new AdminRefusal('unauthorized', `Shopify gives the app no token (${status}): ${why ?? otherwise}`);
    }
    checkAnswer(answer, now());
    const parsed = Granted.safeParse(jsonOrUndefined(body));
    if (!parsed.success)
      throw new AdminRefusal('unavailable', `expected an access token from Shopify, found something else (${status})`);
    return parsed.data.access_token;
  };
  return () =>
    (granted ??= grant().catch((error: unknown) => {
      // A failure isn't remembered, because calls are repeated.
      granted = undefined;
      throw error;
    }));
}

const otherwise = 'the client ID, the secret or the shop’s address is wrong';
