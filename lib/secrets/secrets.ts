import * as z from 'zod';

/** The names of secrets. Each function has its own, so that IAM can separate them. */
export const secretNames = {
  webhook: (stage: string, shop: string) => `thankflow/${stage}/shops/${shop}/webhook`,
  thanku: (stage: string, shop: string) => `thankflow/${stage}/shops/${shop}/thanku`,
  /** The tokens of shops that have no `thanku` of their own. lib/secrets/thanku-tokens.ts says which of them has a shop's. */
  thankuTokens: (stage: string, number: number | '*') => `thankflow/${stage}/thanku-tokens/${number}`,
  /** The credential for the admin API of the shop's platform. Read only by reconcile. Its shape is in lib/reconcile/platform-secret.ts. */
  platform: (stage: string, shop: string) => `thankflow/${stage}/shops/${shop}/platform`,
  /** Of the shop's own systems that are notified. Read only by notify-shop. Its shape is in lib/notify/secret.ts. */
  notify: (stage: string, shop: string) => `thankflow/${stage}/shops/${shop}/notify`,
  /** Of the app that a platform installs in the shop (Shopware). With it, the shop registers at the function handshake. */
  app: (stage: string, shop: string) => `thankflow/${stage}/shops/${shop}/app`,
  /** Read only by submit-to-thanx, to open what ingest sealed. Its shape is in lib/sealing/card-keys.ts. */
  giftCardKey: (stage: string) => `thankflow/${stage}/gift-card-key`,
  /** Keys the hashes that identify customers. Read by thank-customer, submit-to-thanx and operators. The stack generates it. */
  customerKey: (stage: string) => `thankflow/${stage}/customer-key`,
  /** All shops' link keys are made from it. Read by thanks-page and operators. The stack generates it. */
  linkSecret: (stage: string) => `thankflow/${stage}/link-secret`,
  thanx: (stage: string, credential: string) => `thankflow/${stage}/thanx/${credential}`,
  /** What Thanx signs its purchase webhooks with. Read only by receive-purchase. It exists only if an operator has put it. */
  thanxWebhook: (stage: string, credential: string) => `thankflow/${stage}/thanx/${credential}/webhook`,
  /** Below the credential, so that a credential's function can't read the tokens of another one. */
  thanxUser: (stage: string, credential: string, shop: string) =>
    `thankflow/${stage}/thanx/${credential}/users/${shop}`,
  /** The merchant's key for baskets. Below the credential as well. */
  thanxMerchant: (stage: string, credential: string, shop: string) =>
    `thankflow/${stage}/thanx/${credential}/merchants/${shop}`,
};

/** The secrets exactly as the platform or Thanx shows them, including `whsec_`. `previous` is valid until it expires. */
export const WebhookSecret = z.object({
  current: z.string().min(1),
  previous: z.object({ secret: z.string().min(1), expiresAt: z.iso.datetime({ offset: true }) }).optional(),
});
export type WebhookSecret = z.infer<typeof WebhookSecret>;

// Made on first use: ingest, whose start a platform waits for, needs none of the following.

/** The secret of a shop's app, which is in the manifest that the shop installs. */
export const AppSecret = z.lazy(() =>
  z.object({
    /** The app's name in its manifest, which is part of what is signed. */
    name: z.string().regex(/^[A-Za-z][A-Za-z0-9]{2,60}$/),
    secret: z.string().regex(/^[\x21-\x7e]{32,255}$/),
    /** The registration that is in effect. From then on, the shop also has to sign with the webhook secret that it got. */
    registered: z.object({ shopId: z.string(), url: z.string(), at: z.string() }).optional(),
  }),
);
export type AppSecret = z.infer<typeof AppSecret>;

/** ThankU's token for the shop's wallet. So far, they all had 32 alphanumeric characters. */
export const ThankuSecret = z.lazy(() => z.object({ token: z.string().regex(/^[\x21-\x7e]{8,200}$/) }));
export type ThankuSecret = z.infer<typeof ThankuSecret>;

/** A Thanx partner credential. */
export const ThanxSecret = z.lazy(() =>
  z.object({
    clientId: z.string().regex(/^[\x21-\x7e]{1,200}$/),
    accessToken: z.string().regex(/^[\x21-\x7e]{1,2000}$/),
  }),
);
export type ThanxSecret = z.infer<typeof ThanxSecret>;

/** A fixed user token, with which all of a shop's receipts are submitted. */
export const ThanxUserSecret = z.lazy(() => z.object({ token: z.string().regex(/^[\x21-\x7e]{8,2000}$/) }));
export type ThanxUserSecret = z.infer<typeof ThanxUserSecret>;

/** The merchant's key, which Thanx's Loyalty API wants besides a member's token. */
export const ThanxMerchantSecret = z.lazy(() => z.object({ merchantKey: z.string().regex(/^[\x21-\x7e]{1,200}$/) }));
export type ThanxMerchantSecret = z.infer<typeof ThanxMerchantSecret>;

/** At least 256 bits: 43 letters and digits, or 64 hex digits. The key is the text itself, not what it may encode. */
const customerKeyText = () => z.string().regex(/^[\x21-\x7e]{43,256}$/);

/** The key of customers' hashes. Rows that were written with an `older` key are still found. */
export const CustomerKey = z.lazy(() =>
  z.object({ key: customerKeyText(), older: z.array(customerKeyText()).max(5).default([]) }),
);
export type CustomerKey = z.infer<typeof CustomerKey>;

/** The secret from which all shops' link keys are made: 64 letters and digits. */
export const LinkSecret = z.lazy(() => z.object({ key: z.string().regex(/^[\x21-\x7e]{43,256}$/) }));

/** Reads a secret's text by name; `undefined` if it doesn't exist. Rejects with `no-access` or `unavailable`. */
export type ReadSecret = (name: string) => Promise<string | undefined>;
