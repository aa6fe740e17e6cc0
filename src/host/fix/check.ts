/** The command that checks the patch of a repair. */
export { type ReducedOutput, reduceOutput } from '../../node/check/reduce.ts';
export { type CheckResult, runCheck } from '../../node/check/runCheck.ts';
export { findProgram, type NoProgram } from '../../node/programs.ts';
