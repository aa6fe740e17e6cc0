import { noteToOuter } from '../host/paths.ts';
import type { Handlers } from './dispatch.ts';
import { currentEngine } from './runHandlers.ts';
import type { Server } from './server.ts';

type NoteMethods = 'sightline/notes' | 'sightline/saveNote' | 'sightline/editNote' | 'sightline/deleteNotes';

/** What is asked of the notes of the open folders. */
export function noteHandlers(server: Server): Pick<Handlers, NoteMethods> {
  return {
    'sightline/notes': async (_params, signal) => {
      const { engine, paths, archive } = await currentEngine(server, signal);
      const notes = await archive.notes.checked(engine);
      return { notes: notes.map((note) => noteToOuter(paths, note)) };
    },
    'sightline/saveNote': async ({ runId }, signal) => {
      const { archive } = await server.host(signal);
      const { id, claims } = await archive.notes.save((await archive.show(runId)).answer, Date.now());
      return { id, claims: claims.length };
    },
    'sightline/editNote': async ({ id, question }, signal) => {
      const { engine, archive } = await currentEngine(server, signal);
      return { question: await archive.notes.edit(id, question, engine) };
    },
    'sightline/deleteNotes': async ({ id }, signal) => {
      const { archive } = await server.host(signal);
      return { removed: await archive.notes.remove(id) };
    },
  };
}
