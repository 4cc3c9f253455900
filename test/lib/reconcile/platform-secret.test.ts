import { expect, it } from 'vitest';
import { PlatformSecret } from '../../../lib/reconcile/platform-secret.ts';

const urlIn = (url: string) =>
  PlatformSecret.safeParse({ platform: 'shopify', url, accessToken: 'shpat_12345678' }).data?.url;

it.each([
  ['https://oak.myshopify.com/', 'https://oak.myshopify.com'],
  ['https://oak.example/shop//', 'https://oak.example/shop'],
  ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
])('%s is a shop’s address', (url, kept) => {
  expect(urlIn(url)).toBe(kept);
});

it.each([
  'oak.example',
  'https:oak',
  'http://oak.example',
  'http://127.0.0.1@oak.example',
  'https://ada:secret@oak.example',
  'https://oak.example/?x=',
  'https://oak.example#',
  'https://oak.example\\@elm.example',
])('%s is not: the credential might go elsewhere', (url) => {
  expect(urlIn(url)).toBeUndefined();
});
