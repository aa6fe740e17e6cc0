import * as vscode from 'vscode';
import { placeOf, type Root } from '../engine/roots.ts';

/**
 * Files of a folder with changes that are not saved, notebooks among them. What is not dirty may still be behind the
 * disk, when the editor has not heard of a change yet.
 */
export function dirtyPaths(roots: readonly Root[], root: string | undefined): string[] {
  const { textDocuments, notebookDocuments } = vscode.workspace;
  const uris = [...textDocuments, ...notebookDocuments].flatMap(({ isDirty, uri }) => (isDirty ? [uri] : []));
  const places = uris.flatMap((uri) => placeOf(roots, uri) ?? []);
  return places.flatMap((place) => (root === undefined || place.root === root ? [place.path] : []));
}

/** Saves files of a folder that are open. False when one could not be saved. */
export async function saveAll(
  roots: readonly Root[],
  paths: readonly string[],
  root: string | undefined,
): Promise<boolean> {
  const wanted = new Set(paths);
  const { textDocuments, notebookDocuments } = vscode.workspace;
  let areSaved = true;
  for (const document of [...textDocuments, ...notebookDocuments]) {
    const place = placeOf(roots, document.uri);
    if (document.isDirty && place && wanted.has(place.path) && (root === undefined || place.root === root))
      areSaved = (await document.save()) && areSaved;
  }
  return areSaved;
}
