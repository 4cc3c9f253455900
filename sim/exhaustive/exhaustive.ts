import { parseArgs } from 'node:util';
import { explore, type Explored } from './explore.ts';
import { basketWokenTwice, cancelledWhileBilled, paidTwice, wokenTwice } from './scenes.ts';

const usage = `Explores all schedules of two workers that get messages about the same order at the same time, and checks what thankflow promises.

  npm run sim:exhaustive                            at most one crash and one fault of a partner per schedule
  npm run sim:exhaustive -- --crashes 0 --faults 1
  npm run sim:exhaustive -- --only receipt          one scene
  npm run sim:exhaustive -- --switches 1            at most one switch from a worker that could continue
  npm run sim:exhaustive -- --seconds 60            of processor time, for each exploration`;

const { values } = parseArgs({
  options: {
    crashes: { type: 'string', default: '1' },
    faults: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    switches: { type: 'string', default: 'Infinity' },
    seconds: { type: 'string', default: 'Infinity' },
    only: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

function print(name: string, found: Explored): void {
  const { states, schedules, ends, longest, runs, compared, cpuSeconds, isComplete, broken } = found;
  console.log(
    `${name}: ${states} states, ${schedules} schedules, the longest with ${longest} choices; ${ends} ends settled, ` +
      `workers ran ${runs} times, ${compared} places compared; ${cpuSeconds.toFixed(1)} s of processor time; ${isComplete ? 'complete' : 'not complete'}`,
  );
  if (broken === undefined) return;
  process.exitCode = 1;
  for (const line of broken.story) console.log(`  ${line}`);
  console.log(`Broken: ${broken.what}. ${broken.promise}`);
}

if (values.help) console.log(usage);
else {
  const bounds = {
    workers: Number(values.workers),
    crashes: values.crashes === '0' ? (0 as const) : (1 as const),
    faults: values.faults === '0' ? (0 as const) : (1 as const),
    switches: Number(values.switches),
    seconds: Number(values.seconds),
  };
  const scenes = [
    ['ThankU', paidTwice(false)],
    ['receipt', await wokenTwice()],
    ['basket', await basketWokenTwice()],
    ['basket of a cancelled order', await cancelledWhileBilled()],
    ['ThankU, and its receipt begun', paidTwice(true)],
  ] as const;
  if (values.only !== undefined && !scenes.some(([name]) => name === values.only))
    throw new RangeError(`no such scene: ${values.only}`);
  for (const [name, scene] of scenes)
    if (values.only === undefined || values.only === name) print(name, await explore(scene, bounds));
}
