import { hasAny, type MetaData } from './meta-data.ts';

/** The fields of a line item that say whether it is part of another one. */
export interface PartFields {
  id: string | undefined;
  /** Product Bundles (WC_PB_REST_API): the line of its bundle. */
  bundled_by: string | undefined;
  /** Composite Products (WC_CP_REST_API): the line of its composite. */
  composite_parent: string | undefined;
  /** Mix and Match Products (WC_Mix_and_Match_REST_API): the line of its container. */
  mnm_child_of: string | undefined;
  /** The same plugins' fields of the container: the IDs of its parts' lines. */
  bundled_items: readonly (string | undefined)[];
  composite_children: readonly (string | undefined)[];
  mnm_child_items: readonly (string | undefined)[];
  meta_data: MetaData;
}

/** The meta data in which plugins store a line's container. */
const partKeys: ReadonlySet<string> = new Set([
  // Product Bundles, and YITH WooCommerce Product Bundles.
  '_bundled_by',
  // Composite Products.
  '_composite_parent',
  // Mix and Match Products.
  '_mnm_container',
  // WPC Product Bundles: https://wordpress.org/plugins/woo-product-bundle/
  '_woosb_parent_id',
  // WPC Composite Products: https://wordpress.org/plugins/wpc-composite-products/; with the underscore in older versions.
  'wooco_parent_id',
  '_wooco_parent_id',
  // YITH Composite Products: https://yithemes.com/themes/plugins/yith-composite-products-for-woocommerce/
  '_yith_wcp_child_component_data',
  // Easy Product Bundles: https://wordpress.org/plugins/easy-product-bundles-for-woocommerce/
  '_asnp_wepb_parent_id',
  // Chained Products: https://woocommerce.com/document/chained-products/
  '_chained_product_of',
]);

const namesContainer = ({ bundled_by, composite_parent, mnm_child_of, meta_data }: PartFields): boolean =>
  [bundled_by, composite_parent, mnm_child_of].some((parent) => parent !== undefined) || hasAny(meta_data, partKeys);

/** The IDs of the lines that other lines list as their parts, each with the ID of its container. */
const listedParts = (lines: readonly PartFields[]): ReadonlyMap<string | undefined, string | undefined> =>
  new Map(
    lines.flatMap(({ id, bundled_items, composite_children, mnm_child_items }) =>
      [...bundled_items, ...composite_children, ...mnm_child_items]
        .filter((part) => part !== undefined && part !== id)
        .map((part) => [part, id] as const),
    ),
  );

/**
 * The lines that count as items. A bundle, composite or box counts once, and its parts don't count, whichever of them has the price. If there
 * are only parts, because the container's line was removed, the parts count.
 */
export function withoutParts<Line extends PartFields>(lines: readonly Line[]): readonly Line[] {
  const listed = listedParts(lines);
  const items = lines.filter((line) => !namesContainer(line) && !listed.has(line.id));
  return items.length > 0 ? items : lines;
}

/** The parts of each container, by the ID of its line. Some plugins store a container's product or key instead, so these aren't among them. */
export function partsByContainer<Line extends PartFields>(
  lines: readonly Line[],
): ReadonlyMap<string | undefined, Line[]> {
  const listed = listedParts(lines);
  const containerOf = ({ id, bundled_by, composite_parent, mnm_child_of }: Line) =>
    bundled_by ?? composite_parent ?? mnm_child_of ?? listed.get(id);
  return Map.groupBy(
    lines.filter((line) => containerOf(line) !== line.id),
    containerOf,
  );
}
