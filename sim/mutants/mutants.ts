import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { mutants } from './list.ts';
import type { Mutant } from './mutant.ts';
import { openWorkshop, type MutantResult } from './workshop.ts';

const usage = `Tests the simulator: plants one fault at a time into a copy of the product, and prints which of them it finds.

  npm run sim:mutants                            every mutant, with at most 60 s of processor time each
  npm run sim:mutants -- --seconds 15
  npm run sim:mutants -- --only lease-ignored    can be repeated
  npm run sim:mutants -- --workers 2

Fails if it finds fewer than 95 %.`;

const minShare = 0.95;
const root = join(import.meta.dirname, '../..');

const describe = (result: MutantResult): string => {
  switch (result.kind) {
    case 'found':
      return `${result.by}, seed ${result.seed}, after ${result.cpuSeconds.toFixed(1)} s`;
    case 'killed':
      return `${result.byTests} unit tests`;
    case 'survived':
      return `SURVIVED ${result.runs} runs`;
    case 'endless':
      return 'a run that doesn’t end';
    case 'crashed':
      return `CRASHED, which says nothing: ${result.why}`;
  }
};

const isFound = ({ kind }: MutantResult): boolean => kind === 'found' || kind === 'killed' || kind === 'endless';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    seconds: { type: 'string', default: '60' },
    workers: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h' },
  },
});
const positive = z.coerce.number().int().positive();

function named(wanted: string): Mutant {
  const mutant = mutants.find(({ name }) => name === wanted);
  if (mutant === undefined) throw new RangeError(`no such mutant: ${wanted}`);
  return mutant;
}

function mustSurvive(result: MutantResult): void {
  if (result.kind !== 'survived')
    throw new Error(`the product already has a fault without a mutant: ${describe(result)}`);
}

/** @throws Error if the product breaks a promise or fails a test without a mutant, because that would be mistaken for a found mutant */
async function checkSound(chosen: readonly Mutant[], seconds: number): Promise<void> {
  const workshop = await openWorkshop(root);
  try {
    const files = [...new Set(chosen.flatMap(({ killedBy = [] }) => killedBy))];
    if (files.length > 0) mustSurvive(await workshop.test(files));
    if (chosen.some(({ killedBy }) => killedBy === undefined)) mustSurvive(await workshop.simulate(seconds));
  } finally {
    await workshop.close();
  }
}

async function sweep(): Promise<boolean> {
  const seconds = positive.parse(values.seconds);
  const workers = positive.max(availableParallelism()).parse(values.workers);
  const { only } = values;
  const chosen = only === undefined ? mutants : only.map(named);
  await checkSound(chosen, seconds);
  const nameWidth = Math.max(...chosen.map(({ name }) => name.length));
  const left = chosen.values();
  let found = 0;
  const work = async () => {
    const workshop = await openWorkshop(root);
    try {
      for (const mutant of left) {
        const result = await workshop.lookFor(mutant, seconds);
        if (isFound(result)) found += 1;
        console.log(`${mutant.name.padEnd(nameWidth)}  ${describe(result)}`);
        if (result.kind === 'survived') console.log(`${' '.repeat(nameWidth)}  ${mutant.breaks}`);
      }
    } finally {
      await workshop.close();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  console.log(`\n${found} of ${chosen.length} found`);
  return found >= chosen.length * minShare;
}

if (values.help) console.log(usage);
else if (!(await sweep())) process.exitCode = 1;
