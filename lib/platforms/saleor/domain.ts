/** A host's name in lower case: no address, no port, no path. */
export const saleorDomain = /^(?=.{4,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z]([a-z\d-]{0,61}[a-z\d])?$/;

/** Where a shop publishes its keys. @see https://docs.saleor.io/developer/extending/webhooks/payload-signature */
export const saleorKeyUrl = (domain: string): string => `https://${domain}/.well-known/jwks.json`;
