import { describe, expect, it } from 'vitest';
import { UnreadableWebhook } from '../../../../lib/platforms/platform.ts';
import { readWix } from '../../../../lib/platforms/wix/read.ts';
import { webhook } from '../../../support/webhook.ts';
import { paid, read, reasonOf, receivedAtMs, refund, withEvent } from './read-event.ts';
import { siteId, type WixEvent } from './wix-event.ts';

describe('a contact', () => {
  const deleted: WixEvent = {
    eventType: 'wix.contacts.v4.contact_deleted',
    instanceId: siteId,
    data: {
      entityFqdn: 'wix.contacts.v4.contact',
      slug: 'deleted',
      entityId: 'c-1',
      eventTime: '2026-02-01T00:00:00Z',
      deletedEvent: {},
    },
  };

  it('is erased if privacy law asks for it', () => {
    expect(read(withEvent(deleted, { triggeredByAnonymizeRequest: true }))).toEqual({
      type: 'erase',
      shop: 'acme',
      at: '2026-02-01T00:00:00.000Z',
      customer: { id: 'c-1' },
    });
  });

  it.each([
    {},
    { triggeredByAnonymizeRequest: 'true' },
    { triggeredByAnonymizeRequest: true, originatedFrom: 'merge' },
  ])('isn’t erased by any other deletion: %j', (data) => {
    expect(read(withEvent(deleted, data))).toEqual({ type: 'ignored', reason: 'not an erasure' });
  });

  it('can’t be erased without an ID: that would mean everybody', () => {
    expect(reasonOf(withEvent(deleted, { triggeredByAnonymizeRequest: true, entityId: '' }))).toMatch(/^entityId: /);
  });
});

describe('the site', () => {
  it('is the shop’s, in upper or lower case', () => {
    expect(read(paid, siteId)).toEqual(read(paid));
    expect(read(paid, siteId.toUpperCase())).toEqual(read(paid));
  });

  it.each([paid, refund, { ...paid, eventType: 'AppInstalled' }])('is another one of the same app', (event) => {
    expect(read(event, '00000000-0000-4000-8000-000000000000')).toEqual({ type: 'other-site', reason: 'instanceId' });
  });

  it.each([undefined, null, ''])('must be known: %j', (instanceId) => {
    expect(reasonOf({ ...paid, instanceId: instanceId as null }, siteId)).toMatch(/^instanceId: expected/);
  });
});

it.each([
  '',
  'null',
  '[]',
  '{}',
  '{"data":null}',
  '{"data":"no JSON"}',
  '{"data":"{}"}',
  '{"data":"[]"}',
  '{"data":"{\\"eventType\\":7}"}',
  'a.b.c',
])('the body %j goes to quarantine', (body) => {
  expect(() => readWix(webhook({}, body), { shop: 'acme', receivedAtMs })).toThrow(UnreadableWebhook);
});
