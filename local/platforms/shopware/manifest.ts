import * as z from 'zod';
import type { AppSetup } from './handshake.ts';

/** What an app's manifest says, as far as the sandbox needs it. */
export interface Manifest {
  setup: AppSetup;
  /** `order:read` */
  privileges: string[];
  webhooks: { event: string; url: string }[];
}

const text = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>\\s*([^<]+?)\\s*</${name}>`).exec(xml)?.[1]?.replaceAll('&amp;', '&');

const attribute = (tag: string, name: string): string => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

/**
 * Reads the parts of a manifest that are used here. It isn't an XML parser: it refuses what it doesn't find.
 * @throws ZodError
 * @see https://github.com/shopware/shopware/blob/trunk/src/Core/Framework/App/Manifest/Schema/manifest-3.0.xsd
 */
export function readManifest(xml: string): Manifest {
  const required = (name: string) => text(xml, name) ?? refuse(`<${name}>`);
  for (const name of ['label', 'author', 'copyright', 'version', 'license']) {
    if (!new RegExp(`<${name}[ >]`).test(xml)) refuse(`<${name}> in <meta>`);
  }
  const webhooks = [...xml.matchAll(/<webhook\s[^>]*\/>/g)].map(([tag]) => ({
    event: attribute(tag, 'event'),
    url: attribute(tag, 'url').replaceAll('&amp;', '&'),
  }));
  const names = [...xml.matchAll(/<webhook\s[^>]*\/>/g)].map(([tag]) => attribute(tag, 'name'));
  if (new Set(names).size !== names.length || names.includes('')) refuse('webhooks with different names');
  return {
    setup: { name: required('name'), registrationUrl: required('registrationUrl'), secret: required('secret') },
    privileges: [...xml.matchAll(/<read>([^<]+)<\/read>/g)].map(([, entity]) => `${entity ?? ''}:read`),
    webhooks,
  };
}

function refuse(what: string): never {
  throw new z.ZodError([{ code: 'custom', path: ['manifest'], message: `expected ${what}`, input: undefined }]);
}
