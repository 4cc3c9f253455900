import { Cause } from '../../lib/shops/thanku-settings.ts';
import { number } from '../cli/words.ts';
import { noFigures, type Figures } from './figures.ts';
import { plus } from './sum-figures.ts';
import type { Report } from './gather.ts';
import { describeUnits, grouped, unitKinds, type UnitKind } from './words.ts';
import type { Counter, CounterAnswer } from './thanku-counter.ts';

/** A wallet's public counter beside this report's figures of all its shops. */
export interface Checked {
  slug: string;
  shops: string[];
  /** What these shops gave in the month. */
  units: Figures['units'];
  /** Everything ever given from the wallet, as ThankU counts it, in units of the cause. */
  counter?: Counter;
  /** Causes of which ThankU counts less than the report, which should never happen. */
  lower?: Cause[];
  /** Why there is no counter. */
  problem?: string;
}

const kinds = { PlantTrees: 'trees', CleanOcean: 'plasticGrams', ProtectWildlife: 'habitatSquareMetres' } as const;

/** Compares each wallet of the report's shops with its public counter. */
export async function checkReport(
  { shops }: Pick<Report, 'shops'>,
  ask: (slug: string) => Promise<CounterAnswer>,
): Promise<Checked[]> {
  const slugs = [...new Set(shops.flatMap(({ slug }) => slug ?? []))];
  return await Promise.all(
    slugs.map(async (slug) =>
      compared(
        slug,
        shops.filter((shop) => shop.slug === slug),
        await ask(slug),
      ),
    ),
  );
}

function compared(slug: string, shops: Report['shops'], answer: CounterAnswer): Checked {
  const { units } = shops.map(({ total }) => total).reduce(plus, noFigures());
  const about = { slug, shops: shops.map(({ shop }) => shop), units };
  if (answer.kind === 'problem') return { ...about, problem: answer.problem };
  const { counter } = answer;
  // A cause without a counter isn't compared.
  const lower = Cause.options.filter((cause) => (counter[cause] ?? Infinity) < Number(kindOf(cause).amount(units)));
  return { ...about, counter, lower };
}

function kindOf(cause: Cause): UnitKind {
  const kind = unitKinds.find(({ name }) => name === kinds[cause]);
  if (kind === undefined) throw new RangeError(`${cause} has no unit`);
  return kind;
}

/** What the check found, line by line, and why the numbers may differ. */
export function describeCheck(checked: readonly Checked[]): string[] {
  const lines = checked.flatMap(({ slug, units, counter, lower = [], problem }) => {
    if (counter === undefined) return [`ThankU's counter of ${slug} wasn't compared: ${problem ?? 'no answer'}.`];
    const counted = Cause.options.flatMap((cause) => {
      const total = counter[cause];
      return total === undefined ? [] : [`${number(total)} ${kindOf(cause).unit}`];
    });
    const here = describeUnits(units);
    return [
      `ThankU's public counter of ${slug}: ${counted.join(' · ')}. This report: ${here === '' ? 'nothing' : here}.`,
      ...lower.map(
        (cause) =>
          `  ThankU counts fewer ${kindOf(cause).unit} than this report (${grouped(kindOf(cause).amount(units))}). If it stays lower, ask ThankU.`,
      ),
    ];
  });
  if (checked.every(({ counter }) => counter === undefined)) return lines;
  return [
    ...lines,
    'The numbers may differ: ThankU counts everything ever given from the wallet, including other months, shops and stages, and ThankUs that thankflow didn’t create. It may lag behind or round.',
  ];
}
