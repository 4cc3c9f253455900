import type { Stage } from '../../infra/stages.ts';
import type { ReadResult } from '../../lib/platforms/read-webhook.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import type { AppliedSettings } from '../../lib/shops/settings-store.ts';
import { instant } from '../cli/words.ts';

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
export function whyNotToSend(
  read: ReadResult,
  stored: Pick<AppliedSettings, 'settings' | 'revision' | 'appliedAt'>,
  where: Where,
  nowMs: number,
): string | undefined {
  const { settings } = stored;
  const { stage } = where;
  if (!spends(where)) return undefined;
  if (read.type === 'ping' || read.type === 'ignored' || read.type === 'void') return undefined;
  if (read.type === 'paid' && read.order.test) return undefined;
  if (read.type === 'erase' || read.type === 'export') {
    return `stage ${stage.name} has real customers: this would be taken for a request of one of them.`;
  }
  if (settings.thanku.simulate) {
    // A worker may still go by the settings before these, by which the shop may spend.
    const knownAtMs = stored.revision > 1 ? Date.parse(stored.appliedAt) + stage.cacheTtlMs : 0;
    if (nowMs > knownAtMs) return undefined;
    return `the settings of ${settings.shop} changed a moment ago, and functions may go by those before, which may spend real money, until ${instant(knownAtMs)}. Repeat this then.`;
  }
  const would = read.type === 'paid' ? 'this order would spend money' : 'this could change a real order';
  return `stage ${stage.name} spends real money, and ${settings.shop} is not simulated: ${would}. Send a test order with --test, set \`simulate: true\` in the shop's settings, or use another stage.`;
}

/** Why nothing must be sent about an order that is there; `undefined`: it is a made-up one, or nothing was or will be spent for it. */
export function whyNotAbout(order: ThankuState | undefined, where: Where): string | undefined {
  if (order === undefined || order.simulated === true || !spends(where)) return undefined;
  // Left out, or not paid yet: without a receipt nothing of it is real.
  if ((order.state === 'skipped' || order.state === 'early') && order.receipt === 'none') return undefined;
  return `${order.shop}/${order.pid} is a real order, and this could change it.`;
}

/** The local stack spends its sandboxes' money, unless it was told to use other servers. */
function spends({ stage, thankuUrl, thanxUrl }: Where): boolean {
  if (stage.name !== 'local') return stage.spend === 'real';
  return ![thankuUrl, thanxUrl].every(isOnThisMachine);
}

const isOnThisMachine = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
