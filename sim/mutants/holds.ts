import type { Mutant } from './mutant.ts';

const attempt = 'functions/thank-customer/attempt.ts';
const control = 'lib/circuit/circuit.ts';
const trial = 'lib/circuit/trial.ts';

/** Faults of operators' brakes and automatic holds. */
export const holdMutants: readonly Mutant[] = [
  {
    name: 'brake-ignored',
    file: attempt,
    search: 'const shop = read ?? (await control.get());',
    replace: 'const shop = { ...(read ?? (await control.get())), thankuBrake: undefined };',
    breaks: 'ThankUs are made although an operator holds the shop.',
  },
  {
    name: 'brake-forgotten-on-wake-up',
    file: attempt,
    search: 'if (shop.thankuBrake !== undefined) return { verdict: done };',
    replace: '',
    breaks: 'A held order that is woken is sent although its shop is still held.',
  },
  {
    name: 'thanx-brake-ignored',
    file: 'functions/submit-to-thanx/wait-on-row.ts',
    search: 'isPaused: credential.brake !== undefined || thanxBrake !== undefined,',
    replace: "isPaused: credential.brake !== undefined || thanxBrake?.by === '',",
    breaks: 'Receipts are sent although an operator holds the shop.',
  },
  {
    name: 'release-frees-nobody',
    file: 'lib/expedite/expedite.ts',
    search: 'const woken = await wake(\n      ports,\n      soon.map(({ row }) => row),',
    replace: 'const woken = await wake(\n      ports,\n      soon.slice(soon.length).map(({ row }) => row),',
    breaks: 'What waited for a brake waits for hours after its release.',
  },
  {
    name: 'released-in-between',
    file: 'functions/thank-customer/wait-on-row.ts',
    search: 'if (!isFree(await ports.control(order.shop).get())) return done;',
    replace: 'if (!isFree(await ports.control(order.shop).get()) || order.attempts >= 0) return done;',
    breaks: 'An order that is held while its shop is released waits for hours.',
    killedBy: ['test/functions/thank-customer/wait-on-row.test.ts', 'test/functions/thank-customer/held.test.ts'],
  },
  {
    name: 'held-over-a-lease',
    file: 'lib/order/thanku/transitions.ts',
    search: 'if (leased(order, nowMs) && isOthers) return undefined;',
    replace: '',
    breaks: 'Pausing a shop clears the lease of an attempt that is open.',
  },
  {
    name: 'everybody-probes',
    file: control,
    search: 'return won ? { pass: true, probe: true } : wait;',
    replace: 'return { pass: true, probe: won };',
    breaks: 'Once a probe is due every held order tries, and not just one.',
    killedBy: ['test/lib/circuit/circuit.test.ts'],
  },
  {
    name: 'hold-lets-all-through',
    file: control,
    search: 'if (!isProbeDue(hold, nowMs)) return wait;',
    replace: '',
    breaks: 'A hold holds nothing: each order tries.',
  },
  {
    name: 'every-refusal-fails',
    file: trial,
    search: "probeAt } }, order: 'waits' };",
    replace: "probeAt } }, order: 'fails' };",
    breaks: 'One wrong token fails all orders of a shop.',
  },
  {
    name: 'hold-never-lifted',
    file: trial,
    search: 'return { ...shop, hold: undefined };',
    replace: 'return { ...shop, hold: { ...hold, probeAt: nowMs } };',
    breaks: 'A shop stays held although ThankU takes its orders again.',
  },
  {
    name: 'lift-untold',
    file: 'functions/thank-customer/circuit.ts',
    search: 'if (changed) await watchScope(ports.store.scopeWatches, scopeOf(shop), nowMs);',
    replace: '',
    breaks: 'What waited for a hold waits for hours after it is lifted.',
    killedBy: ['test/functions/thank-customer/held.test.ts'],
  },
  {
    name: 'probe-never-given-back',
    file: trial,
    search: 'state.hold?.since === since ? ',
    replace: 'state.hold?.since === `not ${since}` ? ',
    breaks: 'A probe that asked nothing leaves the shop on hold for a quarter of an hour more.',
  },
  {
    name: 'credential-hold-never-lifted',
    file: 'functions/submit-to-thanx/circuit.ts',
    search: 'return isClosed ? { ...state, hold: undefined } : undefined;',
    replace: 'return undefined;',
    breaks: 'A credential stays held although Thanx takes it again.',
  },
  {
    name: 'held-time-counts-against-looks',
    file: 'lib/order/receipt/stopping.ts',
    search: "{ waitsFor: 'brake', lookedForSince: nowMs, dueAt: untilMs }",
    replace: "{ waitsFor: 'brake', dueAt: untilMs }",
    breaks: 'A receipt of unknown outcome is handed to a person at once when its shop is released.',
    killedBy: ['test/lib/order/receipt/stopping.test.ts'],
  },
];
