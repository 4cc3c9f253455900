import * as z from 'zod';
import { anything, shownText, wholeText } from '../fields.ts';

/** Seconds since 1970, as a number or as digits. More than a year-9999's worth isn't a time. */
const seconds = z
  .union([z.number(), z.string().regex(/^\d{1,12}$/)])
  .transform(Number)
  .refine((value) => Number.isFinite(value) && value > 0 && value < 253_402_300_800);

const Source = z
  .object({ shopId: wholeText(64), eventId: wholeText(128), action: shownText(200) })
  .optional()
  .catch(undefined);

/**
 * What Shopware wraps an event in. `source.action` is there instead of `data.event` if a flow of the Flow Builder calls an app's action.
 * @see https://github.com/shopware/shopware/blob/trunk/src/Core/Framework/Webhook/Service/WebhookManager.php
 */
export const Envelope = z.object({
  data: z
    .object({ event: z.string().optional().catch(undefined), payload: anything })
    .optional()
    .catch(undefined),
  source: Source,
  timestamp: seconds.optional().catch(undefined),
});
export type Envelope = z.infer<typeof Envelope>;

/** When Shopware sent a body, epoch ms. `undefined` if the body doesn't say it. */
export function sentAtMsOf(body: unknown): number | undefined {
  const sentAt = Envelope.safeParse(body).data?.timestamp;
  return sentAt === undefined ? undefined : Math.floor(sentAt * 1000);
}

/**
 * An answer of `POST /api/search/order`, which is read like a webhook.
 * @see https://developer.shopware.com/docs/guides/integrations-api/general-concepts/search-criteria.html
 */
export const SearchResult = z.object({ data: z.tuple([z.unknown()]) });
