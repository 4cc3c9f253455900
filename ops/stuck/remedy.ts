import { stuckReason } from '../../lib/stuck/reasons.ts';
import type { Finding } from './finding.ts';

/** The commands that put a finding right, in order, as they can be typed: the first thing stands for all. */
export function remedyOf({ code, count, things }: Finding, stage: string): string[] {
  const { of, fix, fixMany } = stuckReason(code);
  const [first] = things;
  const ofOrder = of === 'order' && first !== undefined;
  const filled: Record<string, string | undefined> = {
    KEY: ofOrder ? first.key : undefined,
    SHOP: ofOrder ? first.key.split('/')[0] : of === 'shop' ? first?.key : undefined,
    CREDENTIAL: of === 'credential' ? first?.key : undefined,
    ID: of === 'message' ? first?.key : undefined,
  };
  const commands = fixMany !== undefined && count > 1 ? [fix[0], fixMany] : fix;
  return commands.map((command) => {
    const words = command.split(' ').map((word) => filled[word] ?? word);
    return `npx thankflow ${words.join(' ')}${stage === 'local' ? '' : ` --stage ${stage}`}`;
  });
}
