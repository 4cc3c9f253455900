/** What a newer version may have put into a shop's settings, at each of their levels, and how this version names it. */
export const newerSettings: readonly [named: string, path: readonly string[], value: unknown][] = [
  ['pausedUntil', ['pausedUntil'], '2026-12-01'],
  // What `shops remove` writes.
  ['removed', ['removed'], { at: '2026-12-01T00:00:00.000Z', by: 'ada' }],
  ['thanku.maxPerMonth', ['thanku', 'maxPerMonth'], 100],
  ['thanku.orders.weekdays', ['thanku', 'orders', 'weekdays'], ['mon']],
  ['thanku.orders.minimum.items', ['thanku', 'orders', 'minimum', 'items'], 2],
  ['thanku.impact.roundUp', ['thanku', 'impact', 'roundUp'], true],
  ['thanku.message.fr', ['thanku', 'message', 'fr'], 'Merci !'],
  ['thanx.maxPerDay', ['thanx', 'maxPerDay'], 5],
  ['thanx.giftCards.splitBy', ['thanx', 'giftCards', 'splitBy'], 'item'],
  ['the value of version', ['version'], 2],
  ['the value of thanku.cause', ['thanku', 'cause'], 'CoolRivers'],
  ['the value of thanx.members', ['thanx', 'members'], 'phone'],
  ['the value of ordersPaidFrom', ['ordersPaidFrom'], { afterOrder: '1001' }],
  ['the value of statusKeys.0', ['statusKeys', '0'], { argon2: 'abc' }],
];

/** Settings that have all those levels: what `settingsWith` and a world's shop are given. */
export const everyLevel = {
  thanku: { orders: { minimum: { amount: '20.00', currency: 'EUR' } } },
  rest: { thanx: { credential: 'main', merchantId: 'm1', currency: 'EUR', giftCards: { providerId: 'p' } } },
};

/** The settings with this at the path. */
export function withNewer<Settings extends object>(
  settings: Settings,
  path: readonly string[],
  value: unknown,
): Settings & Record<string, unknown> {
  const copy = structuredClone(settings) as Settings & Record<string, unknown>;
  const last = path.at(-1) ?? '';
  const group = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy);
  group[last] = value;
  return copy;
}
