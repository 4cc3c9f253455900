import type { Stage } from '../../infra/stages.ts';
import type { ReadResult } from '../../lib/platforms/read-webhook.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';

export interface Where {
  stage: Stage;
  /** The partners that the stage calls. */
  thankuUrl: string;
  thanxUrl: string;
}

/**
 * Why a made-up webhook must not be sent there, by what thankflow will read in it; `undefined`: it costs nobody anything. On a stage
 * that spends, only test orders and what leaves no trace are sent, and whatever is of a shop that is simulated; nothing there may erase or export.
 */
export function whyNotToSend(read: ReadResult, settings: ShopSettings, where: Where): string | undefined {
  const { stage } = where;
  if (!spends(where)) return undefined;
  if (read.type === 'ping' || read.type === 'ignored' || read.type === 'void') return undefined;
  if (read.type === 'paid' && read.order.test) return undefined;
  if (read.type === 'erase' || read.type === 'export') {
    return `stage ${stage.name} has real customers: this would be taken for a request of one of them.`;
  }
  if (settings.thanku.simulate) return undefined;
  const would = read.type === 'paid' ? 'this order would spend money' : 'this could change a real order';
  return `stage ${stage.name} spends real money, and ${settings.shop} is not simulated: ${would}. Send a test order with --test, set \`simulate: true\` in the shop's settings, or use another stage.`;
}

/** The local stack spends its sandboxes' money, unless it was told to use other servers. */
function spends({ stage, thankuUrl, thanxUrl }: Where): boolean {
  if (stage.name !== 'local') return stage.spend === 'real';
  return ![thankuUrl, thanxUrl].every(isOnThisMachine);
}

const isOnThisMachine = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
