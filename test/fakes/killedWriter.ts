/**
 * A process that is ended in the middle of a transaction: started with the folder, the directory of the transactions,
 * what it does, the number of the call of the file system before which it ends, and how.
 */
import { createTransactions } from '../../src/node/patches/transactions.ts';
import { failingFs } from './failingFs.ts';
import { twentyTargets } from './fileTargets.ts';

const [realRoot = '', dir = '', work = '', at = '', how = ''] = process.argv.slice(2);

const never = new AbortController().signal;
const { fs } = failingFs(0, '', false, (_, call) => {
  if (call !== Number(at)) return;
  if (how === 'killed') process.kill(process.pid, 'SIGKILL');
  process.exit(1);
});
const transactions = createTransactions({ realRoot, dir, clock: () => Date.UTC(2026, 0, 2), fs });
if (work === 'undo') await transactions.undo({ edited: 'refuse', signal: never });
else {
  const targets = await twentyTargets(realRoot);
  await transactions.apply(targets, { approved: transactions.hashOf(targets), signal: never });
}
