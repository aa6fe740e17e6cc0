/** Imported first: keeps the schema library from trying to compile code, which the page's policy forbids. */
import { config } from 'zod';

config({ jitless: true });
