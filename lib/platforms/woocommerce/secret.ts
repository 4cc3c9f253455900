const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const codePoints = new Map([
  [38, '&'],
  [60, '<'],
  [62, '>'],
  [34, '"'],
  [39, "'"],
]);

/**
 * The key WooCommerce signs with, from the secret as an admin sees it. WordPress may have stored `<` as `&lt;` and decodes
 * the five special characters, in one pass, before it signs: so what was typed as `a<b` and what was copied from the
 * database as `a&lt;b` are the same key. No other entity is decoded.
 * @see https://developer.wordpress.org/reference/functions/wp_specialchars_decode/ (with ENT_QUOTES)
 */
export function signingKey(secret: string): string {
  return secret.replace(/&(?:(amp|lt|gt|quot)|#(\d{1,8})|#[xX]([0-9a-fA-F]{1,8}));/g, (entity, name, decimal, hex) => {
    if (typeof name === 'string') return characters[name] ?? entity;
    const codePoint = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return codePoints.get(codePoint) ?? entity;
  });
}
