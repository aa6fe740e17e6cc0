import { errorCode } from '../workspace/diskFs.ts';

/** True while a process of this number runs on this machine; also where it belongs to somebody else. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
