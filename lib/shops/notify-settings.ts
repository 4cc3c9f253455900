import * as z from 'zod';
import { eventNames } from '../order/event-names.ts';
import type { RawSettings } from './stored-settings.ts';
import { Language } from './thanku-settings.ts';

const maxTargets = 10;

const TargetName = z.string().regex(/^[a-z0-9-]{1,30}$/, 'expected 1 to 30 of a-z, 0-9 and -');

const name = TargetName.describe(
  'How the target is called in `./thankflow secrets put notify`, `stuck` and `orders show`. Never reused for another address',
);

/** The stage decides whether an address is called: only the local one calls this computer. */
const isAddress = (text: string): boolean => {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return false;
  return (
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname))
  );
};

const WebhookTarget = z.strictObject({
  name,
  to: z.literal('webhook').describe('A signed webhook to an address of the shop'),
  url: z
    .string()
    .max(2000)
    .refine(isAddress, 'expected an address such as https://my-shop.example/thankflow, without a user name or #')
    .describe('Where webhooks are posted. Only https, to a public address'),
  events: z.array(z.enum(eventNames)).min(1).optional().describe('Only these events. Default: all'),
});

const ShopifyMetafieldTarget = z.strictObject({
  name,
  to: z.literal('shopify-metafield').describe('Metafields of the order in Shopify, in the namespace `thankflow`'),
});

const WooCommerceMetaTarget = z.strictObject({
  name,
  to: z
    .literal('woocommerce-meta')
    .describe('Meta data of the order in WooCommerce, with keys that begin with `thankflow_`'),
});

const noteText = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => text.includes('{{link}}'), 'expected {{link}} in the text: by its link, a sent note is recognized');

const WooCommerceNoteTarget = z.strictObject({
  name,
  to: z.literal('woocommerce-note').describe('A note to the customer, which WooCommerce sends them by e-mail'),
  text: z
    .partialRecord(Language, noteText)
    .refine((texts) => Object.keys(texts).length > 0, 'expected a text in at least one language')
    .describe(
      'The text by language, with {{link}}, {{impact}} and {{shop}}. The first is for customers with other languages',
    ),
});

const KlaviyoTarget = z.strictObject({
  name,
  to: z.literal('klaviyo').describe("An event in Klaviyo's profile of the customer, which can start a flow"),
  metric: z.string().min(1).max(100).optional().describe("The event's name in Klaviyo. Default: ThankU"),
});

export const NotifyTarget = z.discriminatedUnion('to', [
  WebhookTarget,
  ShopifyMetafieldTarget,
  WooCommerceMetaTarget,
  WooCommerceNoteTarget,
  KlaviyoTarget,
]);
export type NotifyTarget = z.infer<typeof NotifyTarget>;
export type TargetKind = NotifyTarget['to'];

/** The systems of a shop that are notified of its orders. */
export const NotifySettings = z
  .array(NotifyTarget)
  .min(1)
  .max(maxTargets)
  .superRefine((targets, context) => {
    const refuse = (index: number, field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [index, field], message });
    const names = targets.map((target) => target.name);
    const firstNote = targets.findIndex(({ to }) => to === 'woocommerce-note');
    for (const [index, { name: one, to }] of targets.entries()) {
      if (names.indexOf(one) !== index) refuse(index, 'name', 'expected a name that no other target has');
      // They would look for each other's note at the same time, and each would find none.
      if (to === 'woocommerce-note' && index !== firstNote)
        refuse(index, 'to', 'expected one woocommerce-note: each sends the customer the same link');
    }
  });

/** A target, as far as this version can read it. */
export interface ReadTarget {
  name: string;
  to: string;
  /** Absent: a newer version wrote it. */
  target?: NotifyTarget;
}

const Named = z.looseObject({ name: TargetName, to: z.string() });

/** The targets in a shop's settings, whatever version wrote them. */
export function targetsIn({ notify }: RawSettings): ReadTarget[] {
  if (!Array.isArray(notify)) return [];
  return notify.flatMap((entry: unknown) => {
    const named = Named.safeParse(entry);
    if (!named.success) return [];
    const { data } = NotifyTarget.safeParse(entry);
    return [{ name: named.data.name, to: named.data.to, ...(data && { target: data }) }];
  });
}
