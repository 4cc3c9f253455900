import type { MetaData } from './refunds.ts';

/** The meta data in which translation plugins store the customer's language, as a code (`de`) or a locale (`de_DE`). */
const languageKeys: ReadonlySet<string> = new Set([
  // WPML Multilingual & Multicurrency for WooCommerce: https://wpml.org/documentation/support/wcml-rest-api/
  'wpml_language',
  // TranslatePress: https://wordpress.org/plugins/translatepress-multilingual/
  'trp_language',
  // Weglot: https://github.com/weglot/translate-wordpress
  'weglot_language',
  // PerfLocale: https://perflocale.pages.dev/docs/woocommerce/
  '_perflocale_language',
  // Hyyan WooCommerce Polylang Integration, with high-performance order storage: https://github.com/hyyan/woo-poly-integration
  '_order_language',
]);

/** The fields of an order that may contain its language. */
export interface Languages {
  /** Polylang for WooCommerce (PLLWC_REST_Order). */
  lang: string | undefined;
  /** Hyyan WooCommerce Polylang Integration. */
  language: string | undefined;
  meta_data: MetaData;
}

/** The customer's locale, from a plugin. WooCommerce itself doesn't store it. */
export const localeOf = ({ lang, language, meta_data: metaData }: Languages): string | undefined =>
  [lang, language, ...metaData.filter(({ key }) => languageKeys.has(key)).map(({ value }) => value)]
    .map((value) => (typeof value === 'string' ? value.trim() : ''))
    .find(isLocale);

const isLocale = (text: string): boolean => text.length <= 35 && /^[a-z]{2,3}([-_.@][a-z0-9]+)*$/i.test(text);
