const characters = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['60', '<'],
  ['62', '>'],
  ['38', '&'],
  ['34', '"'],
  ['39', "'"],
  // In hex there are these three only: "&#x3c;" stays as it is.
  ['x26', '&'],
  ['x22', '"'],
  ['x27', "'"],
]);

/** Names are in lower case, the x in either, and any number of zeros may come before a number. */
const entity = /&(?:(lt|gt|amp|quot)|#(?:0*(60|62|38|34|39)|[xX]0*(26|22|27)));/g;

/**
 * The key WooCommerce signs with, from the secret as an admin sees it. WordPress may have stored `<` as `&lt;` and decodes
 * the special characters, in one pass, before it signs: so what was typed as `a<b` and what was copied from the database as
 * `a&lt;b` are the same key. No other entity is decoded.
 * @see https://github.com/WordPress/wordpress-develop/blob/trunk/src/wp-includes/formatting.php (wp_specialchars_decode, with ENT_QUOTES)
 */
export const signingKey = (secret: string): string =>
  secret.replace(
    entity,
    (whole, name?: string, decimal?: string, hex?: string) =>
      characters.get(name ?? decimal ?? `x${hex ?? ''}`) ?? whole,
  );
