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
 * Why a made-up webhook must not be sent to this stage; `undefined`: it costs nothing. To a stage that spends money, only test orders, webhooks
 * without effect, and those of simulated shops are sent, and never requests to erase or export.
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
  if (['ping', 'ignored', 'void', 'other-site'].includes(read.type)) return undefined;
  if (read.type === 'paid' && read.order.test) return undefined;
  if (read.type === 'erase' || read.type === 'export') {
    return `stage ${stage.name} has real customers, and this would count as a request of one of them.`;
  }
  if (settings.thanku.simulate) {
    // A worker may still use the previous settings, with which the shop may spend money.
    const knownAtMs = stored.revision > 1 ? Date.parse(stored.appliedAt) + stage.cacheTtlMs : 0;
    if (nowMs > knownAtMs) return undefined;
    return `the settings of ${settings.shop} have just changed. Until ${instant(knownAtMs)}, functions may use the previous ones, which may spend money. Try again then.`;
  }
  const would = read.type === 'paid' ? 'this order would spend money' : 'this could change a real order';
  return `stage ${stage.name} spends real money, and ${settings.shop} is not simulated: ${would}. Send a test order with --test, set \`simulate: true\` in the shop's settings, or use another stage.`;
}

/** Why nothing must be sent about an existing order; `undefined`: it is made up, or costs nothing. */
export function whyNotAbout(order: ThankuState | undefined, where: Where): string | undefined {
  if (order === undefined || order.simulated === true || !spends(where)) return undefined;
  // Skipped or not paid yet: without a receipt, nothing of it is real.
  if ((order.state === 'skipped' || order.state === 'early') && order.receipt === 'none') return undefined;
  return `${order.shop}/${order.pid} is a real order, and this could change it.`;
}

/** The local stack spends its sandboxes' money, unless it uses other servers. */
function spends({ stage, thankuUrl, thanxUrl }: Where): boolean {
  if (stage.name !== 'local') return stage.spend === 'real';
  return ![thankuUrl, thanxUrl].every(isOnThisMachine);
}

const isOnThisMachine = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
