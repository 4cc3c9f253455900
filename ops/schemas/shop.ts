import * as z from 'zod';
import { DecimalAmount } from '../../lib/order/order.ts';
import { ShopSettings } from '../../lib/shops/settings.ts';

/**
 * The settings file as JSON Schema, for completion and hints in editors. It cannot say everything: what counts is
 * `parseShopFile`. Draft 7, which editors know best.
 */
export const shopJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(ShopSettings, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      // In YAML an amount may stand without quotes: `amount: 20.50` is read digit for digit.
      if ('pattern' in jsonSchema && jsonSchema.pattern === decimalPattern) {
        delete jsonSchema.pattern;
        jsonSchema.type = ['string', 'number'];
      }
    },
  }),
  title: 'thankflow shop settings',
});

const decimalPattern = z.toJSONSchema(DecimalAmount).pattern;
