import type { ApiPlatform } from '../../lib/reconcile/platform-secret.ts';

/** One part of a credential. */
export interface CredentialPart {
  /** Its field in the stored credential (lib/reconcile/platform-secret.ts). */
  field: string;
  /** Its name on the stdin of `connect`. */
  line: string;
  /** What the platform calls it, in the middle of a sentence. */
  title: string;
}

/** A kind of credential, such as the ID and the secret of an app. */
export interface CredentialForm {
  parts: readonly [CredentialPart, ...CredentialPart[]];
  /** How the first part begins, where the platform has several kinds. */
  begins?: RegExp;
}

/** The kinds of credentials that each platform's API takes. The first is the usual one. */
export const credentialForms: Record<ApiPlatform, readonly [CredentialForm, ...CredentialForm[]]> = {
  shopify: [
    {
      parts: [
        { field: 'clientId', line: 'client-id', title: 'client ID of the app' },
        { field: 'clientSecret', line: 'client-secret', title: 'client secret of the app' },
      ],
    },
    {
      // Tokens of custom apps, and of apps that were installed with OAuth.
      begins: /^shp(?:at|ca|pa|ua)_/,
      parts: [{ field: 'accessToken', line: 'token', title: 'access token of a custom app (shpat_…)' }],
    },
  ],
  woocommerce: [
    {
      parts: [
        { field: 'consumerKey', line: 'key', title: 'consumer key (ck_…)' },
        { field: 'consumerSecret', line: 'secret', title: 'consumer secret (cs_…)' },
      ],
    },
  ],
  squarespace: [{ parts: [{ field: 'apiKey', line: 'key', title: 'API key' }] }],
  wix: [
    {
      parts: [
        { field: 'appId', line: 'app-id', title: 'app ID' },
        { field: 'appSecret', line: 'app-secret', title: 'app secret' },
        { field: 'instanceId', line: 'instance-id', title: 'instance ID of the app on the site' },
      ],
    },
  ],
  shopware: [
    {
      parts: [
        { field: 'clientId', line: 'client-id', title: 'access key ID of an integration (SWIA…)' },
        { field: 'clientSecret', line: 'client-secret', title: 'secret access key of the integration' },
      ],
    },
  ],
  stripe: [{ parts: [{ field: 'apiKey', line: 'key', title: 'restricted key (rk_…)' }] }],
  bigcommerce: [
    {
      parts: [
        { field: 'storeHash', line: 'store-hash', title: 'store hash, which follows /stores/ in the API path' },
        { field: 'accessToken', line: 'token', title: 'access token of the API account' },
      ],
    },
  ],
  square: [{ parts: [{ field: 'accessToken', line: 'token', title: 'access token (EAAA…)' }] }],
  ecwid: [
    {
      parts: [
        { field: 'storeId', line: 'store-id', title: 'store ID' },
        { field: 'secretToken', line: 'token', title: 'secret token of the app (secret_…)' },
      ],
    },
  ],
  saleor: [{ parts: [{ field: 'appToken', line: 'token', title: 'token of the app' }] }],
  'adobe-commerce': [
    {
      parts: [
        { field: 'consumerKey', line: 'key', title: 'consumer key of an integration' },
        { field: 'consumerSecret', line: 'secret', title: 'consumer secret' },
        { field: 'accessToken', line: 'token', title: 'access token' },
        { field: 'accessTokenSecret', line: 'token-secret', title: 'access token secret' },
      ],
    },
    {
      // An ID of Adobe's. A consumer key has letters beyond f, too.
      begins: /^[0-9a-f]{32}$/,
      parts: [
        { field: 'clientId', line: 'client-id', title: 'client ID of the project (SaaS)' },
        { field: 'clientSecret', line: 'client-secret', title: 'client secret of the project' },
      ],
    },
  ],
};

/** The names of all parts on the stdin of `connect`. */
export const credentialLines: readonly string[] = [
  ...new Set(
    Object.values(credentialForms)
      .flat()
      .flatMap(({ parts }) => parts.map(({ line }) => line)),
  ),
];

/** The form of a credential, by its first part. */
export function formOf(platform: ApiPlatform, first: string): CredentialForm {
  const [usual, ...others] = credentialForms[platform];
  return others.find(({ begins }) => begins?.test(first)) ?? usual;
}
