import * as z from 'zod';
import { DecimalAmount } from '../../lib/order/order.ts';
import { ShopSettings } from '../../lib/shops/settings.ts';

/**
 * The settings file as JSON Schema, for completion and hints in editors. It can't express every rule: `parseShopFile` decides. Draft 7, because
 * most editors support it.
 */
export const shopJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(ShopSettings, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      // YAML amounts don't need quotes: `amount: 20.50` keeps every digit.
      if ('pattern' in jsonSchema && jsonSchema.pattern === decimalPattern) {
        delete jsonSchema.pattern;
        jsonSchema.type = ['string', 'number'];
      }
    },
  }),
  title: 'thankflow shop settings',
});

const decimalPattern = z.toJSONSchema(DecimalAmount).pattern;
