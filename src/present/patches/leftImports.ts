import type { LeftImport } from '../../engine/engine.ts';
import type { Say } from '../say.ts';

/** Why an import that may mean a moved file is left as it is, as a part of a sentence. */
export function leftImportText(why: LeftImport['why'], say: Say): string {
  switch (why) {
    case 'several':
      return say('may mean several files, or one elsewhere');
    case 'form':
      return say('does not say how the new path is written');
    case 'place':
      return say('does not stand once in its line');
    case 'changed':
      return say('the file is not as the index knows it');
  }
}
