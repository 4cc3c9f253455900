import { publicThankus } from '../../lib/privacy/named.ts';
import type { PrivacyRequest } from './requests.ts';
import type { OrderStore } from '../../lib/store/orders.ts';
import type { Output } from '../cli/output.ts';
import { shellWord } from '../cli/terminal.ts';
import { ago } from '../cli/words.ts';
import { printThankus, thankuJson } from './print-erasure.ts';

/** Prints an open request and what to do about it. Returns its JSON. */
export async function showRequest(
  out: Output,
  store: Pick<OrderStore, 'named' | 'thanku'>,
  open: PrivacyRequest,
  stage: string,
): Promise<object> {
  const { id, shop, kind } = open;
  const { at } = open.request;
  const since = ago(Date.parse(at), Date.now());
  const command = (words: string) => out.line(`  ./thankflow ${words} --stage ${stage}`);
  const closing = `privacy close ${id.slice(0, 12)}`;
  out.line(out.style('bold', id));
  switch (kind) {
    case 'export':
    case 'erase': {
      const { customerId, email } = open.request;
      const names = [customerId, email].filter((name) => name !== undefined);
      const whose = `--shop ${shop} ${names.map((name) => `--customer ${shellWord(name)}`).join(' ')}`;
      out.line(
        `${shop}: a customer ${kind === 'erase' ? 'was erased' : 'asked for their data'} ${since}: ${names.join(', ')}`,
      );
      if (kind === 'erase')
        out.line('Dead letters or quarantine may still contain their data. This scans both and closes the request:');
      command(
        kind === 'erase'
          ? `privacy erase ${whose} --yes`
          : `privacy export ${whose} --output FILE.privacy.json --close`,
      );
      return { id, kind, shop, at, customerId, email };
    }
    case 'redact': {
      const { closedAt } = open.request;
      out.line(`${shop}: the platform asked ${since} to erase the whole shop, within 30 days.`);
      const closed = closedAt && ago(Date.parse(closedAt), Date.now());
      if (closed) out.line(`An earlier request was closed ${closed}, so this one didn't pause the shop.`);
      out.line('Ask the shop. If it has left, erase it (this can’t be undone):');
      command(`privacy erase --shop ${shop} --everybody --yes`);
      out.line('If it hasn’t left:');
      command(closing);
      command(`resume --shop ${shop}`);
      return { id, kind, shop, at, closedAt };
    }
    case 'named': {
      const { hashes } = open.request;
      const whom = hashes.length === 0 ? 'all its customers were' : `customer ${(hashes[0] ?? '').slice(0, 12)} was`;
      out.line(`${shop}: ${whom} erased ${since}, and ThankUs named them.`);
      // All of them, because nothing names them once the request is closed.
      const thankus = await Array.fromAsync(publicThankus(store, shop, hashes));
      printThankus(out, shop, thankus);
      if (thankus.length === 0) out.line('None of them is public any more.');
      out.line(`  When the pages are down: ./thankflow ${closing} --stage ${stage}`);
      return { id, kind, shop, at, thankus: thankus.map((thanku) => thankuJson(shop, thanku)) };
    }
  }
}
