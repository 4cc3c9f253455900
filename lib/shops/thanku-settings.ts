import * as z from 'zod';
import { Currency, DecimalAmount } from '../order/order.ts';
import { parseTemplate, type TemplatePart } from '../order/thanku/message/template.ts';
import { AnyNone } from './any-none.ts';
import { Campaigns } from './campaigns.ts';
import { ImpactRule } from './impact-rule.ts';
import { ProductRules } from './product-rules.ts';
import { LimitSettings } from './limit-settings.ts';

/** ThankU's causes by the vendor's own names: trees, kg of plastic, m² of habitat. */
export const Cause = z.enum(['PlantTrees', 'CleanOcean', 'ProtectWildlife']);
export type Cause = z.infer<typeof Cause>;

/** The languages of ThankU's pages. */
export const Language = z.enum(['en', 'de']);
export type Language = z.infer<typeof Language>;

/** Which paid orders are thanked. Without any filter: all. */
export const OrderFilter = z.strictObject({
  minimum: z
    .strictObject({
      amount: DecimalAmount.describe('The least an order must come to, this included'),
      currency: Currency.describe('The currency of `amount`'),
    })
    .optional()
    .describe(
      'Orders below this are not thanked. It says nothing of orders in another currency: `currencies` leaves those out',
    ),
  currencies: z.array(Currency).min(1).optional().describe('Only orders in these currencies'),
  tags: AnyNone.optional().describe("By the order's tags, as the platform gives them"),
  channels: AnyNone.optional().describe('By where the order was made, as the platform names it'),
});
export type OrderFilter = z.infer<typeof OrderFilter>;

const controlCharacter = /(?![\n\r\t])\p{Cc}/u;

const templateMaxChars = 2000;

/** A message template. Each error's `params` contain `offset` and `length`, in UTF-16 code units. */
const MessageTemplate = z
  .string()
  .min(1)
  .max(templateMaxChars)
  .superRefine((template, context) => {
    // A template that is too long is rejected without being parsed.
    if (template.length > templateMaxChars) return;
    const refuse = (message: string, offset: number, length: number) =>
      context.addIssue({ code: 'custom', message, params: { offset, length } });
    const control = template.search(controlCharacter);
    if (control >= 0) refuse('a control character cannot stand in a message', control, 1);
    const parsed = parseTemplate(template);
    if (!parsed.ok) for (const { message, offset, length } of parsed.problems) refuse(message, offset, length);
    else if (!parsed.parts.some(alwaysShows)) refuse('expected some text besides fields that may be empty', 0, 0);
  });

const alwaysShows = (part: TemplatePart): boolean =>
  part.kind === 'text' ? part.text.trim() !== '' : part.noun !== undefined || part.fallback !== '';

const message = z
  .partialRecord(Language, MessageTemplate)
  .refine((messages) => Object.keys(messages).length > 0, 'expected a message in at least one language: en, de')
  .describe(
    'The public message, per language, with fields such as {{customer.firstName|friend}} and {{items.count:book/books}}. All fields: `./thankflow shops fields`',
  );

export const ThankuSettings = z
  .strictObject({
    slug: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]+[a-z0-9]$/, 'expected a wallet name of a-z, 0-9 and -')
      .max(100)
      .describe('Your ThankU wallet name, as in the address of its page'),
    thankuOrderId: z
      .string()
      .min(1)
      .max(64)
      .describe('The ThankU Order ID that ThankU issued for your wallet, e.g. A-21-13. Not an order of your shop'),
    pidPrefix: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,20}$/, 'expected 1 to 20 of A-Z, a-z, 0-9, _ and -')
      // Prefixes become field names of a row, which must not clash with the properties that every object has.
      .refine((prefix) => !(prefix in Object.prototype), 'expected another prefix')
      .optional()
      .describe('Put before the order id to make the postpaid id; unique per slug. Default: the shop id and a hyphen'),
    cause: Cause.describe('What is given: trees, kg of plastic, m² of habitat'),
    use100Grams: z.boolean().optional().describe('CleanOcean only: count the impact in 100 g instead of kg'),
    impact: ImpactRule.describe(
      'How much is given for an order: exactly one of `fixed`, `per`, `perItem`, `percent`, `tiers`',
    ),
    // Without defaults, as `thanksPage` (ADR 32).
    rules: ProductRules.optional().describe(
      'Other rules for orders with certain products. The first that matches decides, then `impact`',
    ),
    campaigns: Campaigns.optional().describe('Times in which orders give more, by when they were paid'),
    orders: OrderFilter.default({}).describe('Which paid orders are thanked. Left out: all'),
    message,
    language: Language.default('en').describe("Used when there is no message in the customer's language"),
    messageMaxChars: z
      .number()
      .int()
      .min(20)
      .max(2000)
      .default(500)
      .describe('Longer messages are cut, with an ellipsis'),
    holdHours: z
      .number()
      .min(0)
      .max(24 * 60)
      .default(0)
      .describe('Wait this long for cancellations before thanking; receipts and gift cards wait too'),
    // Without a default: otherwise every apply would write a key that the previous version doesn't know (ADR 32).
    limit: LimitSettings.optional().describe('How much is given at most. Left out: no limit'),
    simulate: z
      .boolean()
      .default(false)
      .describe('ThankU checks everything and stores nothing; no customer gets a link'),
  })
  .superRefine(({ cause, use100Grams, message: messages, language }, context) => {
    if (use100Grams === true && cause !== 'CleanOcean') {
      context.addIssue({ code: 'custom', path: ['use100Grams'], message: 'goes with `cause: CleanOcean` only' });
    }
    if (messages[language] === undefined) {
      const missing = `there is no \`message.${language}\`, and \`language\` (${language}) says it is the fallback`;
      context.addIssue({ code: 'custom', path: ['message'], message: missing });
    }
  });
export type ThankuSettings = z.infer<typeof ThankuSettings>;
