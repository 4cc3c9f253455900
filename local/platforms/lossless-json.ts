/** A character that no order contains. */
const mark = '\u{e000}';

/** Marks an ID that `losslessText` writes as a number with all its digits. JavaScript's numbers can't hold all of Shopify's IDs. */
export const bigNumber = (digits: string): string => `${mark}${digits}${mark}`;

/** JSON in which IDs are numbers of any length. */
export const losslessText = (value: unknown): string =>
  JSON.stringify(value).replaceAll(new RegExp(`"${mark}(\\d+)${mark}"`, 'gu'), '$1');
