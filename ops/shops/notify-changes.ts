import { mailing } from '../../lib/notify/notification.ts';
import type { NotifyTarget } from '../../lib/shops/notify-settings.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { ChangeWarning } from './change-warning.ts';

type Indexed = NotifyTarget & { index: number };

const targetsOf = ({ notify = [] }: ShopSettings): Indexed[] => notify.map((target, index) => ({ ...target, index }));

/** What changed targets mean for customers, and for those who run the shop's systems. @param before `undefined` for a new shop */
export function notifyChanges(before: ShopSettings | undefined, after: ShopSettings): ChangeWarning[] {
  const [was, is] = [before === undefined ? [] : targetsOf(before), targetsOf(after)];
  const known = new Map(was.map((target) => [target.name, target]));
  const names = new Set(is.map(({ name }) => name));
  const gone = was.filter(({ name }) => !names.has(name));
  const added = is.filter(({ name }) => !known.has(name));
  return [
    ...added.filter((target) => mailing.has(target.to)).map((target) => mails(target, is)),
    ...added.flatMap((target) => renamed(target, gone)),
    ...is.flatMap((target) => otherPlace(known.get(target.name), target)),
    ...gone.filter(({ name }) => !added.some((target) => isSame(target, name, gone))).map(removed),
  ];
}

const warningOf = ({ index }: Indexed, message: string, key = 'name'): ChangeWarning => ({
  path: ['notify', index, key],
  message,
});

function mails(target: Indexed, all: readonly Indexed[]): ChangeWarning {
  const how =
    target.to === 'klaviyo'
      ? `Klaviyo gets each thanked customer's e-mail address and one event per order. A flow that it starts mails them once per order`
      : `WooCommerce mails this note to each thanked customer, once per order`;
  const others = all.filter(({ to, name }) => mailing.has(to) && name !== target.name).length;
  const total = others === 0 ? '' : `. With the other such targets, that's up to ${others + 1} mails per order`;
  return warningOf(target, `${how}${total}`, 'to');
}

const place = (target: NotifyTarget): string => (target.to === 'webhook' ? target.url : target.to);

/** The target that has probably been renamed to this one. */
const formerOf = (target: NotifyTarget, gone: readonly Indexed[]): Indexed | undefined =>
  gone.find((one) => one.to === target.to && place(one) === place(target));

const isSame = (target: NotifyTarget, name: string, gone: readonly Indexed[]): boolean =>
  formerOf(target, gone)?.name === name;

function renamed(target: Indexed, gone: readonly Indexed[]): ChangeWarning[] {
  const former = formerOf(target, gone);
  if (former === undefined) return [];
  return [
    warningOf(
      target,
      `${former.name} is now called ${target.name}, so it's another target: put its secret again. What waits for ${former.name} is never sent`,
    ),
  ];
}

function otherPlace(former: Indexed | undefined, target: Indexed): ChangeWarning[] {
  if (former === undefined) return [];
  if (former.to !== target.to)
    return [
      warningOf(
        target,
        `${target.name} was a ${former.to}: put its secret again, or give the new one another name`,
        'to',
      ),
    ];
  if (former.to !== 'webhook' || target.to !== 'webhook' || former.url === target.url) return [];
  const message = `changed from ${withoutQuery(former.url)}: what waits goes to the new address, signed with the same secret. If it's another receiver, give it another name`;
  return [warningOf(target, message, 'url')];
}

/** Logs of a deployment show warnings, and a query may contain a token. */
function withoutQuery(address: string): string {
  const { origin, pathname, search } = new URL(address);
  return `${origin}${pathname}${search === '' ? '' : '?…'}`;
}

const removed = ({ name }: Indexed): ChangeWarning => ({
  path: ['notify'],
  message: `the target ${name} is removed: what waits for it is never sent`,
});
