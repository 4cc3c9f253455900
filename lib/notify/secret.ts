import * as z from 'zod';
import { PlatformSecret } from '../reconcile/platform-secret.ts';

const visible = (maxChars: number) => z.string().regex(new RegExp(`^[\\x21-\\x7e]{8,${maxChars}}$`));

/** `whsec_` and 24 to 64 bytes in base64, as Standard Webhooks has it: https://www.standardwebhooks.com */
export const SigningSecret = z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/);

/** What a target needs, by its kind. Platforms' credentials are second ones, which may write orders. */
export const TargetSecret = z.union([
  z.object({
    to: z.literal('webhook'),
    current: SigningSecret,
    /** Webhooks are signed with it as well until it expires. */
    previous: z.object({ secret: SigningSecret, expiresAt: z.iso.datetime({ offset: true }) }).optional(),
  }),
  z.object({ to: z.literal('klaviyo'), apiKey: visible(200) }),
  z.object({ to: z.literal('shopify-metafield'), platform: PlatformSecret }),
  z.object({ to: z.literal('woocommerce-meta'), platform: PlatformSecret }),
  z.object({ to: z.literal('woocommerce-note'), platform: PlatformSecret }),
]);
export type TargetSecret = z.infer<typeof TargetSecret>;

/** One secret for each shop, with those of all its targets by name. Only notify-shop reads it. */
export const NotifySecret = z.object({ targets: z.record(z.string(), z.unknown()) });
export type NotifySecret = z.infer<typeof NotifySecret>;
