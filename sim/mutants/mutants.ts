import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { mutants } from './list.ts';
import type { Mutant } from './mutant.ts';
import { openWorkshop, type MutantVerdict } from './workshop.ts';

const usage = `Tests the simulator: plants one fault after the other into a copy of the product, and says which it finds.

  npm run sim:mutants                            every mutant, 60 s of processor time each at most
  npm run sim:mutants -- --seconds 15
  npm run sim:mutants -- --only lease-ignored    may be given several times
  npm run sim:mutants -- --workers 2

Fails if it finds fewer than 95 %.`;

const leastShare = 0.95;
const root = join(import.meta.dirname, '../..');

const inWords = (verdict: MutantVerdict): string => {
  switch (verdict.kind) {
    case 'found':
      return `${verdict.by}, seed ${verdict.seed}, after ${verdict.cpuSeconds.toFixed(1)} s`;
    case 'killed':
      return `${verdict.byTests} unit tests`;
    case 'survived':
      return `SURVIVED ${verdict.runs} runs`;
    case 'endless':
      return 'a run that does not end';
    case 'crashed':
      return `CRASHED, which says nothing: ${verdict.why}`;
  }
};

const isFound = ({ kind }: MutantVerdict): boolean => kind === 'found' || kind === 'killed' || kind === 'endless';

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

function mustSurvive(verdict: MutantVerdict): void {
  if (verdict.kind !== 'survived') throw new Error(`the product has a fault without any mutant: ${inWords(verdict)}`);
}

/** @throws where the product breaks a promise, or fails a test, without a mutant: then it would be found in its place */
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
        const verdict = await workshop.lookFor(mutant, seconds);
        if (isFound(verdict)) found += 1;
        console.log(`${mutant.name.padEnd(nameWidth)}  ${inWords(verdict)}`);
        if (verdict.kind === 'survived') console.log(`${' '.repeat(nameWidth)}  ${mutant.breaks}`);
      }
    } finally {
      await workshop.close();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  console.log(`\n${found} of ${chosen.length} found`);
  return found >= chosen.length * leastShare;
}

if (values.help) console.log(usage);
else if (!(await sweep())) process.exitCode = 1;
