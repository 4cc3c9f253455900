import * as z from 'zod';
import { ImpactRule } from './impact-rule.ts';

const list = (maxChars: number) => z.array(z.string().trim().min(1).max(maxChars)).min(1).max(500).optional();

const ProductRule = z
  .strictObject({
    skus: list(100).describe("By the shop's own article numbers. Upper and lower case are the same"),
    products: list(64).describe("By the platform's IDs of the products"),
    tags: list(100).describe('By tags of the product: only `platform: standard` sends these'),
    impact: ImpactRule.describe('What an order with such an item gives. `perItem` counts only these items'),
  })
  .refine(
    ({ skus, products, tags }) => (skus ?? products ?? tags) !== undefined,
    'expected at least one of: skus, products, tags',
  );
export type ProductRule = z.infer<typeof ProductRule>;

/** Rules for orders that contain certain products. The first rule that matches decides about the whole order. */
export const ProductRules = z.array(ProductRule).min(1).max(100);
