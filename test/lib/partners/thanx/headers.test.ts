import { expect, it } from 'vitest';
import { thanxHeaders } from '../../../../lib/partners/thanx/headers.ts';

it('says when the call is sent, in the form of Thanx’s example', () => {
  const headers = thanxHeaders({ clientId: 'client-1' }, 'token', Date.parse('2011-10-06T02:26:12.345Z'));
  expect(headers).toEqual({
    authorization: 'Bearer token',
    'x-clientid': 'client-1',
    'accept-version': 'v4.0',
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'thankflow/1.0.0',
    date: 'Thu, 06 Oct 2011 02:26:12 GMT',
  });
});
